"""What a programme over years means: calendar, spending, territories, delivery, money."""
