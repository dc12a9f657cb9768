"""The store: the only SQL, the embedded server, the migrations, one module an entity (never imports a program)."""
