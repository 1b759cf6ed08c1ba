//! Every night what is kept no longer goes: each organisation's own, once, however many servers there are.

use platform::jobs::Runner;
use tokio::join;

use super::{Trail, fill};
use crate::access::{Ctx, Failure, Level, OrganisationId, World};
use crate::audit::Deed;
use crate::audit::actions::{PRUNE, let_go, plan};
use crate::audit::report::Report;
use crate::organisation::actions::{change_setting, list_settings};
use crate::retention::model::{AUDIT_DAYS, DAY, years};
use crate::story;
use crate::testing::TestWorld;

fn runner(world: &World) -> Runner {
    let of = world.clone();
    Runner::new(world.db.clone(), world.clock.clone(), world.secret.clone()).on(PRUNE, move |payload| {
        let world = of.clone();
        async move { let_go(&world, &payload).await }
    })
}

/// Runs what is due now at one server; how many jobs that were.
async fn run(world: &TestWorld) -> usize {
    runner(&world.world).run_due().await.expect("the jobs run")
}

/// Lets a night pass, and runs what was due in it.
async fn night(world: &TestWorld) -> usize {
    world.wait(DAY);
    run(world).await
}

async fn count(world: &TestWorld, sql: &'static str) -> i64 {
    world.world.db.read().await.expect("a read").query(sql).fetch_one::<(i64,)>().await.expect("counted").0
}

async fn notes(world: &TestWorld) -> usize {
    world.audited().await.iter().filter(|entry| entry.deed() == Deed::EntriesPruned).count()
}

fn standing(report: &Report) -> (i64, i64, i64, usize) {
    (report.whole, report.pruned, report.waiting, report.troubles.len())
}

async fn of_two_years<'w>(world: &'w TestWorld, who: &Ctx) -> Trail<'w> {
    let trail = Trail::with(world, who, 2, 3).await;
    world.wait(400 * DAY);
    fill(world, who, 4).await;
    trail.seal().await;
    trail
}

story!(what_is_older_than_its_organisation_keeps_it_goes_at_night_and_all_is_well, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = of_two_years(&world, &asha).await;
    plan(&world.world).await.expect("planned");
    assert_eq!(run(&world).await, 0, "at nine in the morning many are at work");
    world.wait((AUDIT_DAYS - 402) * DAY);
    assert_eq!(run(&world).await, 1);
    assert_eq!((notes(&world).await, world.audited().await.len()), (0, 10), "all of it is younger than it may become");
    world.wait(DAY);
    assert_eq!(night(&world).await, 1);
    assert_eq!((notes(&world).await, world.audited().await.len()), (1, 5), "four that are younger, and the note");
    trail.seal().await;
    let report = trail.verify().await;
    assert_eq!(standing(&report), (5, 6, 0, 0), "{report}");
    assert_eq!(night(&world).await, 1, "it comes again every night");
    assert_eq!(notes(&world).await, 1, "and says nothing when there is nothing to let go of");
});

story!(two_servers_that_plan_and_run_at_once_let_go_once, |world| async {
    let asha = world.person("Asha Patel").await;
    let other = world.another_server(platform::bus::Bus::default(), world.clock.clone()).await;
    let trail = of_two_years(&world, &asha).await;
    let (here, there) = join!(plan(&world.world), plan(&other));
    here.and(there).expect("planned");
    assert_eq!(count(&world, "SELECT count(*) FROM job").await, 1);
    world.wait(AUDIT_DAYS * DAY - 200 * DAY);
    let (here, there) = (runner(&world.world), runner(&other));
    let (here, there) = join!(here.run_due(), there.run_due());
    assert_eq!(here.expect("run") + there.expect("run"), 1);
    assert_eq!(notes(&world).await, 1);
    // And whoever is told twice does it once.
    let payload = world.organisation.0.into_bytes();
    let (here, there) = join!(let_go(&world.world, &payload), let_go(&other, &payload));
    here.and(there).expect("done");
    assert_eq!((notes(&world).await, count(&world, "SELECT count(*) FROM job").await), (1, 1));
    trail.seal().await;
    let report = trail.verify().await;
    assert_eq!(standing(&report), (5, 6, 0, 0), "{report}");
});

story!(told_twice_at_the_first_time_too_it_goes_once, |world| async {
    let asha = world.person("Asha Patel").await;
    let other = world.another_server(platform::bus::Bus::default(), world.clock.clone()).await;
    let trail = of_two_years(&world, &asha).await;
    world.wait(AUDIT_DAYS * DAY - 200 * DAY);
    let payload = world.organisation.0.into_bytes();
    let (here, there) = join!(let_go(&world.world, &payload), let_go(&other, &payload));
    here.and(there).expect("done");
    assert_eq!(notes(&world).await, 1);
    trail.seal().await;
    let report = trail.verify().await;
    assert_eq!(standing(&report), (5, 6, 0, 0), "{report}");
});

story!(each_organisation_lets_go_of_its_own_and_a_new_one_is_planned_for, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 1, 3).await;
    plan(&world.world).await.expect("planned");
    let vale = world.organisation("Vale Trust", "vale.nhs.uk").await;
    let vera = world.person_of(vale, "Vera Lang").await;
    world.wait(AUDIT_DAYS * DAY);
    fill(&world, &vera, 2).await;
    trail.seal().await;
    assert_eq!(night(&world).await, 1);
    plan(&world.world).await.expect("planned");
    plan(&world.world).await.expect("planned");
    assert_eq!(night(&world).await, 2);
    trail.seal().await;
    let pruned: Vec<_> = trail.verify_all().await.iter().map(|report| (report.name.clone(), standing(report))).collect();
    assert_eq!(pruned, [("City Trust".into(), (1, 3, 0, 0)), ("Vale Trust".into(), (2, 0, 0, 0))]);
});

story!(a_night_that_was_given_up_is_planned_anew, |world| async {
    plan(&world.world).await.expect("planned");
    world.write("UPDATE job SET failed_at = 1", |query| query).await;
    assert_eq!(night(&world).await, 0);
    plan(&world.world).await.expect("planned");
    assert_eq!(night(&world).await, 1);
    assert_eq!(count(&world, "SELECT count(*) FROM job WHERE failed_at IS NULL").await, 1);
});

/// What a setting of how long entries are kept is called.
const KEPT: &str = "audit_kept";

async fn admin_of(world: &TestWorld, organisation: OrganisationId) -> Ctx {
    world.person_with(organisation, "Ora Lamb", Level::OrganisationAdmin).await
}

story!(a_trust_that_keeps_its_trail_for_ten_years_keeps_what_another_lets_go_of, |world| async {
    let vale = world.organisation("Vale Trust", "vale.nhs.uk").await;
    let (asha, vera) = (world.person("Asha Patel").await, admin_of(&world, vale).await);
    change_setting(&vera, vale, KEPT, 0, "10").await.expect("decided");
    let entry = world.audited().await.pop().expect("an entry");
    assert_eq!((entry.deed(), entry.detail.as_str()), (Deed::SettingChanged, r#"{"from":8,"setting":"audit_kept","to":10,"version":1}"#));
    let trail = Trail::of(&world);
    fill(&world, &asha, 3).await;
    fill(&world, &vera, 3).await;
    trail.seal().await;
    plan(&world.world).await.expect("planned");
    let standings = async || trail.verify_all().await.iter().map(|report| (report.whole, report.pruned)).collect::<Vec<_>>();
    world.wait(years(9) * DAY);
    assert_eq!(night(&world).await, 2);
    assert_eq!(standings().await, [(0, 3), (4, 0)], "City Trust's go, and Vale's stay");
    world.wait(years(1) * DAY);
    assert_eq!(night(&world).await, 2);
    assert_eq!(standings().await, [(0, 3), (0, 4)], "after ten years they go too");
});

story!(nobody_keeps_the_trail_for_less_than_the_record_is_kept, |world| async {
    let ora = admin_of(&world, world.organisation).await;
    for typed in ["7", "31", "-8", "a year"] {
        let refused = change_setting(&ora, world.organisation, KEPT, 0, typed).await.expect_err(typed);
        assert_eq!((refused.code(), refused.field()), ("invalid", Some(KEPT)), "{typed}");
    }
    assert_eq!((list_settings(&ora, world.organisation).await, world.audited().await), (Ok(vec![]), vec![]), "nothing is changed");
    let asha = world.person("Asha Patel").await;
    assert_eq!(change_setting(&asha, world.organisation, KEPT, 0, "10").await, Err(Failure::Forbidden), "it is for an admin to say");
});

story!(what_was_decided_a_moment_ago_holds_on_every_server_in_the_night_after, |world| async {
    let (asha, ora) = (world.person("Asha Patel").await, admin_of(&world, world.organisation).await);
    // It hears of nothing that is decided here, and remembers what was asked a moment ago.
    let other = world.another_server(platform::bus::Bus::default(), world.clock.clone()).await;
    let trail = Trail::with(&world, &asha, 1, 3).await;
    let payload = world.organisation.0.into_bytes();
    world.wait(years(9) * DAY);
    let remembered = other.organisations.settings(&other, world.organisation).await.expect("known");
    assert_eq!(remembered.audit_kept, Some(8));
    change_setting(&ora, world.organisation, KEPT, 0, "10").await.expect("decided");
    let_go(&other, &payload).await.expect("done");
    assert_eq!((notes(&world).await, world.audited().await.len()), (0, 4), "all are kept");
    trail.seal().await;
    change_setting(&ora, world.organisation, KEPT, 1, "8").await.expect("decided");
    assert_eq!(plan(&other).await, Ok(()));
    assert_eq!(night(&world).await, 1);
    assert_eq!((notes(&world).await, world.audited().await.len()), (1, 3), "both decisions, and the note");
});

story!(nothing_goes_while_only_a_newer_program_knows_how_long_it_is_kept, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 1, 3).await;
    let decide =
        "INSERT INTO organisation_setting (organisation_id, name, version, value, changed_at) VALUES ($1, 'audit_kept', 1, '40', 0)";
    world.write(decide, |query| query.bind(world.organisation)).await;
    plan(&world.world).await.expect("planned");
    world.wait(years(20) * DAY);
    assert_eq!(night(&world).await, 1);
    trail.assert_whole(3).await;
});
