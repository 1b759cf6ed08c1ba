//! Telling somebody all that is held of them.

use serde::Serialize;

use super::super::list::LIST;
use super::super::model::deed::TellHeld;
use super::super::model::{Access, Deed, allows};
use super::super::store::{self, Fields, Subject};
use crate::access::ctx::internal;
use crate::access::{Allows, Ctx, Failure, Oneself, Organisation, OrganisationId, Outcome, PersonId, administers, oneself};
use crate::audit::{self, Audit, Scope};

// The right of access: UK GDPR, Article 15.
impl Allows<Deed> for Oneself {
    fn allows(&self, _: Deed) -> bool {
        true
    }
}

impl Allows<Deed> for Organisation {
    fn allows(&self, deed: Deed) -> bool {
        allows(self.level(), deed)
    }
}

/// A line of the answer.
#[derive(Serialize)]
struct Line<'a> {
    /// What it was found in.
    table: &'static str,
    row: &'a Fields,
}

/// Everything that is held of the caller, wherever they belong, as the list says: a JSON object a row, `{"table": …, "row": {…}}`, in the
/// order of the list, all of one moment. Nothing that is secret, and nothing that others wrote. It is written down before they see it.
pub async fn own_access(ctx: &Ctx) -> Outcome<Vec<String>> {
    let mut tx = ctx.write().await?;
    let permit = oneself(&mut tx, ctx.who.person).await?;
    ctx.commit(tx, ctx.did(&permit, audit::Deed::AccessGiven), &[]).await?;
    gather(ctx, Subject::oneself(&permit)).await
}

/// The same of somebody who belongs to this organisation, or did, for an admin of it, and only what is this organisation's: what they do in
/// another one is that one's to tell.
pub async fn subject_access(ctx: &Ctx, organisation: OrganisationId, person: PersonId) -> Outcome<Vec<String>> {
    let mut tx = ctx.write().await?;
    let permit = match administers::<TellHeld>(&mut tx, ctx.who.person, organisation, ctx.now()).await {
        // Whoever may not ask learns nothing, not even that there is such a person.
        Err(Failure::Forbidden) => return Err(Failure::NotFound),
        permit => permit?,
    };
    let subject = store::find_subject(&mut tx, &permit, person).await?.ok_or(Failure::NotFound)?;
    // Done to what is theirs: they are told of it when they ask.
    let did = Audit::by(&ctx.who, audit::Deed::AccessGiven, Scope::Oneself(person)).with("organisation", permit.id());
    ctx.commit(tx, did, &[]).await?;
    gather(ctx, subject).await
}

async fn gather(ctx: &Ctx, subject: Subject) -> Outcome<Vec<String>> {
    let mut tx = ctx.snapshot().await?;
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
