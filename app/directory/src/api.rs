//! The server functions of the directory: who calls, which action, which failure. Nothing is decided here.

use domain::access::{PersonId, SiteId, WardId};
use domain::directory::model::{Colleague, Found, WardOfSite};
use leptos::prelude::*;

use call::failure::Problem;

/// A page of the people of one's own organisation, from `after_name` and `after_id` on.
#[server(prefix = "/api", endpoint = "search-people")]
pub async fn search_people(
    #[server(default)] text: String,
    ward: Option<WardId>,
    site: Option<SiteId>,
    after_name: Option<String>,
    after_id: Option<PersonId>,
) -> Result<Found, Problem> {
    use call::caller::{answer, caller};
    use domain::directory::model::{Place, Search};
    let ctx = caller()?;
    let after = after_name.zip(after_id).map(|(sort_name, id)| Place { sort_name, id });
    answer(domain::directory::actions::search(&ctx, &Search { text, ward, site, after, organisation: None }).await)
}

/// The wards of one's own organisation.
#[server(prefix = "/api", endpoint = "list-wards")]
pub async fn list_wards() -> Result<Vec<WardOfSite>, Problem> {
    use call::caller::{answer, caller};
    let ctx = caller()?;
    answer(domain::directory::actions::list_wards(&ctx.world, ctx.who.organisation).await)
}

/// Somebody of one's own organisation, there or gone.
#[server(prefix = "/api", endpoint = "find-colleague")]
pub async fn find_colleague(person: PersonId) -> Result<Colleague, Problem> {
    use call::caller::{answer, caller};
    let ctx = caller()?;
    let found = domain::directory::actions::find_colleague(&ctx, person).await;
    answer(found.and_then(|found| found.ok_or(domain::access::Failure::NotFound)))
}

/// Those of these people who are of one's own organisation, there or gone; in no order.
#[server(prefix = "/api", endpoint = "list-colleagues")]
pub async fn list_colleagues(#[server(default)] people: Vec<PersonId>) -> Result<Vec<Colleague>, Problem> {
    use call::caller::{answer, caller};
    let ctx = caller()?;
    answer(domain::directory::actions::list_colleagues(&ctx, &people).await)
}
