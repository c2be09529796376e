"""Spreadsheets and tables into objects of the domain, row by row, with every problem named."""
