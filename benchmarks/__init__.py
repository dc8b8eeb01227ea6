"""What sharp bits cost, and what finding them costs: always one thing beside another, measured in one run."""
