-- One request in flight a host, over all processes.

-- Whoever holds a host's advisory lock may ask it (db/hosts.py); the lock ends with its holder's connection.
CREATE TABLE hosts (
    host    text PRIMARY KEY,
    -- When the next request may start. NULL: somebody holds the lock, or died with it.
    free_at timestamptz
);
