"""How each field is answered, with the inputs it takes."""
