//! Telling somebody all that is held of them.

use serde::Serialize;

use super::list::LIST;
use super::model::Access;
use super::store::{self, Fields};
use crate::access::ctx::internal;
use crate::access::{Ctx, Failure, Outcome, PersonId};
use crate::audit::{Audit, Deed, Scope};

/// A line of the answer.
#[derive(Serialize)]
struct Line<'a> {
    /// What it was found in.
    table: &'static str,
    row: &'a Fields,
}

/// Everything that is held of `person`, as the list says: a JSON object a row, `{"table": …, "row": {…}}`, in the order of the list, all of
/// one moment. Nothing that is secret, and nothing that others wrote. It is written down before anybody sees it.
pub async fn subject_access(ctx: &Ctx, person: PersonId) -> Outcome<Vec<String>> {
    let lines = gather(ctx, person).await?;
    let tx = ctx.write().await?;
    let rows = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    ctx.commit(tx, Audit::by(&ctx.who, Deed::AccessGiven, Scope::Oneself(person)).with("rows", rows), &[]).await?;
    Ok(lines)
}

async fn gather(ctx: &Ctx, person: PersonId) -> Outcome<Vec<String>> {
    let mut tx = ctx.snapshot().await?;
    let subject = store::find_subject(&mut tx, &ctx.who, person).await?.ok_or(Failure::NotFound)?;
    let mut lines = Vec::new();
    for kept in LIST {
        let Access::Rows(statement, _) = kept.access else { continue };
        for row in &store::list_rows(&mut tx, statement, subject).await? {
            let line = Line { table: kept.what.name(), row };
            lines.push(serde_json::to_string(&line).map_err(|error| internal(&error))?);
        }
    }
    Ok(lines)
}
