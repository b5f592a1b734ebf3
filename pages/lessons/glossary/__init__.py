"""The words of the field: the glossary, the help texts of widgets, and what the glossary's page needs."""
