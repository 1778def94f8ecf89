"""Sign-in at an occasion: its rotating code, who arrives, and the list that the organiser confirms."""
