//! Stories of what organisations decide, each on SQLite and on PostgreSQL.

mod deciding;
mod features;

use super::actions::{change_setting, list_settings};
use crate::access::{Ctx, Level, OrganisationId, Outcome};
use crate::testing::TestWorld;

/// An admin of the Trust.
async fn admin(world: &TestWorld, name: &str) -> Ctx {
    world.person_with(world.organisation, name, Level::OrganisationAdmin).await
}

/// Decides for the admin's own Trust, whatever holds of it now.
async fn decide(admin: &Ctx, name: &str, value: &str) -> Outcome<()> {
    let organisation = admin.who.organisation;
    let shown = version(admin, organisation, name).await;
    change_setting(admin, organisation, name, shown, value).await
}

/// The version of a setting that an admin is shown.
async fn version(admin: &Ctx, organisation: OrganisationId, name: &str) -> i64 {
    let held = list_settings(admin, organisation).await.expect("an admin sees it");
    held.iter().find(|held| held.name == name).map_or(0, |held| held.version)
}
