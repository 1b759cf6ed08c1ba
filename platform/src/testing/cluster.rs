//! A throw-away PostgreSQL cluster.

use super::supervised::Supervised;

/// A PostgreSQL of our own: no TCP port, data and socket in a temporary folder. Gone when dropped, or when this
/// process ends in any way at all.
#[derive(Debug)]
pub struct Cluster(Supervised);

impl Cluster {
    /// Starts one; `durable` flushes to disk as in production, for crash tests and the bench.
    ///
    /// # Errors
    /// In words for the person at the terminal: what is missing, or what PostgreSQL said.
    pub async fn start(durable: bool) -> Result<Self, String> {
        let how = if durable { "durable" } else { "" };
        Supervised::start("PostgreSQL", include_str!("postgres.sh"), how.to_owned()).await.map(Self)
    }

    /// Where it answers: the database `postgres` of the superuser `pando`.
    pub fn url(&self) -> &str {
        self.0.address()
    }
}
