"""The pictures of the handbook for staff, made from the product as it runs."""
