//! What only a browser has: each module has an empty twin for the server, so that no body asks where it runs.
