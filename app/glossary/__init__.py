"""Read the glossary from its files and complete it from the catalog."""
