"""Sets the product up and runs it: ``python3 -m launch setup|run|test|check|encoder``.

This package runs before any environment exists: standard library only, Python 3.11 or newer.
"""
