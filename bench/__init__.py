"""How fast, with how much data: each module times one part of the product and holds it to a bar."""
