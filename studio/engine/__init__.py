"""What moves generations while nobody watches: steps (one move), embedded (threads here), distributed (many machines)."""
