//! Stories of the audit trail, each on SQLite and on PostgreSQL.

mod deeds;
mod nightly;
mod outside;
mod pruning;
mod sealing;
mod tampering;
mod trees;

use platform::db::Query;

use super::actions::{publish, record, seal, verify};
use super::entry::Entry;
use super::outside::Outside;
use super::report::Report;
use super::{Audit, Deed};
use crate::access::Ctx;
use crate::testing::TestWorld;

/// A Trust's trail, and the folder outside of a test's own.
struct Trail<'w> {
    world: &'w TestWorld,
    outside: Outside,
    _folder: tempfile::TempDir,
}

impl<'w> Trail<'w> {
    fn of(world: &'w TestWorld) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { world, outside: Outside::in_folder(folder.path().join("heads")), _folder: folder }
    }

    /// `heads` times some entries, sealed and told outside: the trail that the stories damage.
    async fn with(world: &'w TestWorld, who: &Ctx, heads: usize, entries: usize) -> Self {
        let trail = Self::of(world);
        for _ in 0..heads {
            fill(world, who, entries).await;
            assert_eq!(trail.seal().await, entries);
        }
        trail
    }

    /// Seals, tells outside, and lets a moment pass.
    async fn seal(&self) -> usize {
        let sealed = seal(&self.world.world).await.expect("sealed");
        publish(&self.world.world, &self.outside).await.expect("told outside");
        self.world.wait(1);
        sealed
    }

    /// How the Trust's trail stands.
    async fn verify(&self) -> Report {
        let mut reports = self.verify_all().await;
        let at = reports.iter().position(|report| report.organisation == self.world.organisation).expect("the Trust is among them");
        reports.swap_remove(at)
    }

    async fn verify_all(&self) -> Vec<Report> {
        verify(&self.world.world.db, &self.world.world.secret, &self.outside, &[]).await.expect("checked")
    }

    /// That so many entries are whole, and nothing is wrong.
    async fn assert_whole(&self, entries: i64) {
        let report = self.verify().await;
        assert_eq!((report.whole, report.pruned, report.waiting), (entries, 0, 0), "{report}");
        assert_eq!(report.troubles, []);
    }

    /// The entry with this number, counted from 1 as `verify` does.
    async fn entry(&self, number: usize) -> Entry {
        self.world.audited().await.swap_remove(number - 1)
    }

    /// What somebody does who can write to the database.
    async fn tamper(&self, sql: &'static str, bind: impl for<'q> FnOnce(Query<'q>) -> Query<'q>) {
        self.world.write(sql, bind).await;
    }
}

/// Writes so many entries down, in one transaction, each a millisecond after the one before.
async fn fill(world: &TestWorld, who: &Ctx, count: usize) {
    let mut tx = who.write().await.expect("a write");
    for _ in 0..count {
        record(&world.world, &mut tx, &Audit::own(&who.who, Deed::PinChanged).with("device", who.who.device)).await.expect("written down");
        world.wait(1);
    }
    tx.commit().await.expect("on disk");
}
