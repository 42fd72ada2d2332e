"""What was promised: budgets, severities, readings and the contract. No ticket in here."""
