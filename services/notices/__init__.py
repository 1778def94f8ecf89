"""What people are told: found in the trail and the calendar, kept in an inbox, delivered by their channel."""
