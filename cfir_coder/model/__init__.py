"""What a study is made of: frozen models without input or output."""
