"""The rules, one file each, in a folder for each family; `sharpbits.rule.all_rules` finds them by walking."""
