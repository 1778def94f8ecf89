"""Other systems that hand in works and their outcomes as they happen there (履6: 系统生成)."""
