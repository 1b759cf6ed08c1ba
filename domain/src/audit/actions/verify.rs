//! Recomputing everything: entries against leaves, leaves against heads, heads against what is written outside.

use platform::db::Db;
use platform::secret::Secret;
use uuid::Uuid;

use super::super::head::signer;
use super::super::outside::Outside;
use super::super::report::{Report, Trouble};
use super::super::store;
use super::check::Check;
use crate::access::ctx::internal;
use crate::access::{OrganisationId, Outcome};

/// So many waiting entries are looked at together.
const PAGE: i64 = 1_000;

/// Checks the trail of every organisation, by what the server with this key signed; `former` are public keys that it had before. What
/// goes on meanwhile disturbs nothing.
pub async fn verify(db: &Db, secret: &Secret, outside: &Outside, former: &[String]) -> Outcome<Vec<Report>> {
    let trusted = [&[signer(secret).public()], former].concat();
    let known = store::list_organisations(&mut db.read().await?).await?;
    let mut all: Vec<_> = known.into_iter().map(|known| (known.id, known.name)).collect();
    // Of an organisation that the database has forgotten altogether, the file outside still tells.
    for organisation in outside.organisations().map_err(|error| internal(&error))? {
        if all.iter().all(|(known, _)| *known != organisation) {
            all.push((organisation, String::new()));
        }
    }
    let mut reports = Vec::with_capacity(all.len());
    for (organisation, name) in all {
        reports.push(verify_of(db, secret, outside, &trusted, Report::new(organisation, &name)).await?);
    }
    Ok(reports)
}

async fn verify_of(db: &Db, secret: &Secret, outside: &Outside, trusted: &[String], report: Report) -> Outcome<Report> {
    let organisation = report.organisation;
    // In this order: what is counted as out is in the file, and what is in the file is in the database, whatever is written meanwhile.
    let out_size = store::find_tree(&mut db.read().await?, organisation).await?.map_or(0, |tree| tree.out_size);
    let written = outside.read(organisation).map_err(|error| internal(&error))?;
    let mut check = Check::new(db.snapshot().await?, report, trusted, written, out_size);
    check.read_notes().await?;
    check.walk().await?;
    check.end().await?;
    let Check { mut tx, mut report, .. } = check;
    unsealed(&mut tx, secret, organisation, &mut report).await?;
    Ok(report)
}

/// Looks at what has no leaf: what waits for one, what waits in vain, and what never will have one.
async fn unsealed(tx: &mut platform::db::Tx, secret: &Secret, organisation: OrganisationId, report: &mut Report) -> Outcome<()> {
    let mut after = Uuid::nil();
    loop {
        let waiting = store::list_waiting(tx, organisation, after, PAGE).await?;
        let Some(last) = waiting.last().map(|entry| entry.id) else { break };
        let (ours, foreign): (Vec<_>, Vec<_>) = waiting.iter().partition(|entry| entry.is_marked_by(secret));
        report.waiting += i64::try_from(ours.len()).unwrap_or(i64::MAX);
        report.troubles.extend(foreign.iter().map(|entry| Trouble::Foreign { id: entry.id }));
        after = last;
    }
    for (id,) in store::list_waiting_in_vain(tx, organisation).await? {
        report.troubles.push(Trouble::MissingUnsealed { id });
    }
    for (id,) in store::list_strangers(tx, organisation).await? {
        report.troubles.push(Trouble::Inserted { id });
    }
    Ok(())
}
