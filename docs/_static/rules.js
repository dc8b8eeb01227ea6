// The table of all rules gets a box to search it. `?find=key` fills the box.
(function () {
  const table = document.querySelector("table.rules-table");
  if (!table) return;
  const rows = Array.from(table.tBodies[0].rows);
  const words = rows.map((row) => row.textContent.toLowerCase());
  const at = (row, column) => row.cells[column].textContent.trim();

  const form = document.createElement("form");
  form.className = "rule-search";
  form.setAttribute("role", "search");
  form.addEventListener("submit", (event) => event.preventDefault());
  const box = document.createElement("input");
  box.type = "search";
  box.placeholder = "Search: key, TracerBoolConversionError, slow, SB3 …";
  box.setAttribute("aria-label", "Search the rules");
  form.append(box);
  const choices = [
    ["Family", (row) => at(row, 0).slice(0, 3)],
    ["Reported", (row) => at(row, 3)],
    ["Fix", (row) => at(row, 4)],
  ].map(([name, of]) => {
    const select = document.createElement("select");
    select.setAttribute("aria-label", name);
    select.add(new Option(name + ": all", ""));
    for (const value of new Set(rows.map(of))) select.add(new Option(name + ": " + value, value));
    form.append(select);
    return [select, of];
  });
  const count = document.createElement("output");
  form.append(count);

  function show() {
    const asked = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, number) => {
      const fits = asked.every((word) => words[number].includes(word)) && choices.every(([select, of]) => !select.value || of(row) === select.value);
      row.hidden = !fits;
      shown += fits;
    });
    count.textContent = shown === rows.length ? rows.length + " rules" : shown + " of " + rows.length + " rules";
  }

  box.value = new URLSearchParams(location.search).get("find") || "";
  form.addEventListener("input", show);
  const around = table.closest(".pst-scrollable-table-container") || table;
  around.before(form);
  show();
})();
