//! A send into a conversation of thousands beside one into a pair: the same people listen, the others are not there.

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

/// So many pairs talk, and so many large conversations have two who talk in each.
const EACH: usize = 10;
/// The people in a large conversation.
const MEMBERS: usize = 5000;
/// How often both are measured, by turns.
const TURNS: usize = 5;

/// Measures `engine`.
pub async fn run(program: &Path, engine: Engine, seconds: u64, report: &mut Report) -> io::Result<()> {
    report.part(&format!("Conversations of {MEMBERS} beside pairs, {engine:?}"));
    let mut server = Server::new(program, engine, None).await?;
    let db = server.db().await?;
    let staff = Staff::new(&db).await?;
    let people = staff.people(EACH * 4).await?;
    let crowd: Vec<PersonId> = staff.people(MEMBERS - 2).await?.iter().map(|person| person.id).collect();
    let mut groups: Vec<Vec<PersonId>> = people.chunks(2).map(|two| two.iter().map(|person| person.id).collect()).collect();
    for large in &mut groups[EACH..] {
        large.extend(&crowd);
    }
    let conversations = staff.conversations(&groups).await?;
    db.close().await;
    server.up().await?;
    let board = Arc::new(Board::default());
    let place = |(place, person)| Sender { person, place, conversation: conversations[place / 2] };
    let senders: Vec<Sender> = people.into_iter().enumerate().map(place).collect();
    for sender in &senders {
        listen(board.clone(), server.address, &sender.person, sender.place, sender.conversation).await?;
    }
    let (pairs, large) = senders.split_at(EACH * 2);
    let mut ratios = Vec::with_capacity(TURNS);
    for turn in 0..=TURNS {
        let mut cost = [0.0; 2];
        for (cost, some) in cost.iter_mut().zip([pairs, large]) {
            let found = stage(&server, &board, some, Duration::from_secs(seconds), None).await?;
            #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
            let acked = found.acked as f64;
            *cost = ratio(found.cpu * 1000.0, acked);
            let which = if some.as_ptr() == pairs.as_ptr() { "pairs" } else { "large" };
            report.line(&format!("{which}: {}", shown(&found)));
        }
        // The first turn warms up.
        if turn > 0 {
            ratios.push(ratio(cost[1], cost[0]));
        }
    }
    ratios.sort_by(f64::total_cmp);
    report.line(&format!("× a pair's: {}", ratios.iter().map(|ratio| format!("{ratio:.2}")).collect::<Vec<_>>().join(", ")));
    report.against(&format!("CPU of a send into {MEMBERS}, × one into a pair"), ratios[TURNS / 2], 1.2, false);
    Ok(())
}
