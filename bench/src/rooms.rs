//! Rooms of fifty: one message is one write and forty-nine deliveries.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use domain::access::PersonId;

use crate::crowd::{Board, Sender, listen, stage};
use crate::latency::ratio;
use crate::load::shown;
use crate::report::Report;
use crate::server::{Engine, Server};
use crate::staff::Staff;

const ROOMS: usize = 10;
const IN_EACH: usize = 50;

/// Measures `engine`.
pub async fn run(program: &Path, engine: Engine, seconds: u64, report: &mut Report) -> io::Result<()> {
    report.part(&format!("Rooms of fifty, {engine:?}"));
    let mut server = Server::new(program, engine, None).await?;
    let db = server.db().await?;
    let staff = Staff::new(&db).await?;
    let people = staff.people(ROOMS * IN_EACH).await?;
    let groups: Vec<Vec<PersonId>> = people.chunks(IN_EACH).map(|room| room.iter().map(|person| person.id).collect()).collect();
    let rooms = staff.conversations(&groups).await?;
    db.close().await;
    server.up().await?;
    let board = Arc::new(Board::default());
    let senders: Vec<Sender> =
        people.into_iter().enumerate().map(|(place, person)| Sender { person, place, conversation: rooms[place / IN_EACH] }).collect();
    for sender in &senders {
        listen(board.clone(), server.address, &sender.person, sender.place, sender.conversation).await?;
    }
    let mut best: f64 = 0.0;
    for at_once in [1, 10, 40] {
        // One of each room first, then a second of each.
        let some: Vec<Sender> = (0..at_once).map(|at| senders[at % ROOMS * IN_EACH + at / ROOMS].clone()).collect();
        let found = stage(&server, &board, &some, Duration::from_secs(seconds), None).await?;
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let per_cpu = ratio(found.arrived as f64, found.cpu);
        best = best.max(per_cpu);
        report.line(&format!("{at_once} in flight: {per_cpu:.0} deliveries per CPU-second; {}", shown(&found)));
        let wanted = found.acked * (IN_EACH - 1);
        // Some of the last may still be under way when a stage ends.
        if found.arrived + wanted / 50 < wanted {
            report.line(&format!("✗ only {} of {wanted} deliveries arrived", found.arrived));
        }
    }
    report.against("deliveries per CPU-second, must", best, 80_000.0, true);
    report.against("deliveries per CPU-second, goal", best, 150_000.0, true);
    Ok(())
}
