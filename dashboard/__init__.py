"""The pages in the browser: `/desk` for staff, `/me` for members. Their sources, and how they are built."""
