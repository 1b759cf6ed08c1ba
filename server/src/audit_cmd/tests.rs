use domain::access::{OrganisationId, World};
use domain::audit::actions::{publish, seal};
use domain::audit::{Actor, Audit as Entry, Deed, Scope};

use super::*;
use crate::{Cli, Command, serve};

fn asked(folder: &tempfile::TempDir, flags: &[&str]) -> Cli {
    let mut args: Vec<std::ffi::OsString> = ["server", "audit", "verify", "--data-dir"].map(Into::into).into();
    args.push(folder.path().join("data").into());
    args.extend(flags.iter().map(Into::into));
    platform::config::read::<Cli>(args).unwrap().0
}

#[test]
fn the_command_is_there_and_takes_former_keys_and_every_setting() {
    let folder = tempfile::tempdir().unwrap();
    let cli = asked(&folder, &[]);
    assert_eq!(cli.config.audit_heads, folder.path().join("data/audit"));
    assert!(matches!(cli.command, Command::Audit(Audit::Verify { former_key }) if former_key.is_empty()));
    let two = asked(&folder, &["--former-key", "a", "--former-key", "b"]);
    assert!(matches!(two.command, Command::Audit(Audit::Verify { former_key }) if former_key == ["a", "b"]));
}

async fn change(world: &World, sql: &'static str, organisation: OrganisationId) {
    let mut tx = world.db.write().await.unwrap();
    tx.query(sql).bind(organisation).execute().await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_whole_trail_is_whole_and_a_changed_entry_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let config = asked(&folder, &[]).config;
    let lost = look(&config, &[]).await.unwrap_err().to_string();
    assert!(lost.contains("secret.key"), "without the key nothing is made up: {lost}");

    let world = serve::open(&config).await.unwrap();
    let organisation = OrganisationId(world.id());
    change(&world, "INSERT INTO network (id, name) VALUES ($1, 'North')", organisation).await;
    change(&world, "INSERT INTO organisation (id, network_id, name) VALUES ($1, $1, 'City Trust')", organisation).await;
    let entry = Entry::new(Actor::System, Deed::MessagesPurged, Scope::Organisation(organisation)).with("up_to", 7);
    world.commit(world.db.write().await.unwrap(), entry, &[]).await.unwrap();
    seal(&world).await.unwrap();
    publish(&world, &Outside::in_folder(&config.audit_heads)).await.unwrap();
    let (said, is_whole) = look(&config, &[]).await.unwrap();
    assert!(is_whole && said.contains("City Trust: 1 entry is whole\n") && said.ends_with("The audit trail is whole.\n"), "{said}");

    change(&world, "UPDATE audit SET detail = '{\"up_to\":8}' WHERE organisation_id = $1", organisation).await;
    let (said, is_whole) = look(&config, &[]).await.unwrap();
    assert!(!is_whole && said.contains("1 wrong:\n  CHANGED    entry 1 ("), "{said}");
}
