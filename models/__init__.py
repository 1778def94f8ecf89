"""The tables, one noun a module; the engines; and the statements that read and write them."""
