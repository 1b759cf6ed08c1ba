//! Two Trusts of one network, and people who belong to both, or no longer.

mod ends;
mod together;

use platform::jobs::Runner;

use super::actions::{SETTLE, affiliate, change_address, end_affiliation, move_home, settle};
use super::model::{OPEN_END, Terms};
use crate::access::{ConversationId, Ctx, Failure, Level, OrganisationId, PersonId, Standing, Timestamp};
use crate::account::model::Profile;
use crate::chat::actions as chat;
use crate::chat::model::Opened;
use crate::directory;
use crate::directory::model::Search;
use crate::testing::TestWorld;
use crate::{account, story};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Asha of City Trust, Stella of Other Trust, and an admin of each.
struct Trusts {
    asha: Ctx,
    stella: Ctx,
    city: Ctx,
    other: Ctx,
}

impl Trusts {
    async fn of(world: &TestWorld) -> Self {
        let second = world.organisation("Other Trust", "other.nhs.uk").await;
        Self {
            asha: world.person("Asha Patel").await,
            stella: world.person_of(second, "Stella Stranger").await,
            city: admin(world, world.organisation, "Cora City", Level::OrganisationAdmin).await,
            other: admin(world, second, "Otto Other", Level::OrganisationAdmin).await,
        }
    }

    fn second(&self) -> OrganisationId {
        self.stella.who.organisation
    }

    /// Asha works for Other Trust too, until then.
    async fn lend(&self, world: &TestWorld, until: Timestamp) {
        let terms = Terms { until, ..terms(world) };
        affiliate(&self.other, self.second(), &address(world, &self.asha).await, terms).await.expect("she belongs there too");
    }
}

async fn admin(world: &TestWorld, organisation: OrganisationId, name: &str, level: Level) -> Ctx {
    let profile = Profile { name: name.into(), role: "Manager".into(), grade: "8a".into(), body: "none".into(), ..Profile::default() };
    world.person_who(organisation, &profile, level).await
}

fn terms(world: &TestWorld) -> Terms {
    Terms { level: Level::Person, visible: true, from: world.now(), until: OPEN_END }
}

async fn address(world: &TestWorld, of: &Ctx) -> String {
    let mut tx = world.world.db.read().await.expect("a read");
    let (email,): (String,) = tx.query("SELECT email FROM person WHERE id = $1").bind(of.who.person).fetch_one().await.expect("an address");
    email
}

/// The timers that are due have run.
async fn timers(world: &TestWorld) -> usize {
    let settling = world.world.clone();
    let runner = Runner::new(world.world.db.clone(), world.clock.clone(), world.world.secret.clone());
    let runner = runner.on(SETTLE, move |payload| {
        let world = settling.clone();
        async move { settle(&world, &payload).await }
    });
    runner.run_due().await.expect("the timers run")
}

async fn names(who: &Ctx, organisation: Option<OrganisationId>) -> Vec<String> {
    let search = Search { organisation, ..Search::default() };
    let found = directory::actions::search(who, &search).await.expect("an answer");
    found.people.into_iter().map(|person| person.name).collect()
}

async fn stands(world: &TestWorld, who: &Ctx) -> Standing {
    // What a server remembers it believes for a second.
    world.wait(1000);
    world.world.door.standings.standing(&world.world, &world.session_of(who)).await.expect("the database answers")
}

async fn see(who: &Ctx, conversation: ConversationId) -> Result<Opened, Failure> {
    chat::open(who, conversation, None).await
}

async fn knows(who: &Ctx, person: PersonId) -> Option<directory::model::Colleague> {
    directory::actions::find_colleague(who, person).await.expect("an answer")
}

story!(whoever_works_for_two_trusts_finds_and_is_found_in_both, |world| async {
    let trusts = Trusts::of(&world).await;
    let (asha, stella, second) = (&trusts.asha, &trusts.stella, trusts.second());
    assert_eq!(knows(asha, stella.who.person).await, None, "strangers so far");
    assert_eq!(chat::start_direct(asha, stella.who.person).await, Err(Failure::NotFound));
    let search = Search { organisation: Some(second), ..Search::default() };
    assert_eq!(directory::actions::search(asha, &search).await, Err(Failure::NotFound), "what she does not belong to is not there");

    trusts.lend(&world, OPEN_END).await;
    assert_eq!(names(asha, None).await, ["Asha Patel", "Cora City"]);
    assert_eq!(names(asha, Some(second)).await, ["Asha Patel", "Otto Other", "Stella Stranger"]);
    assert_eq!(names(stella, None).await, ["Asha Patel", "Otto Other", "Stella Stranger"], "and is found by her own words");
    assert_eq!(knows(&trusts.city, stella.who.person).await, None, "her colleagues at home know nobody more");
    let direct = chat::start_direct(asha, stella.who.person).await.expect("they share a Trust now");
    assert_eq!(chat::start_direct(stella, asha.who.person).await, Ok(direct));
    assert_eq!(home_of(&world, direct).await, second, "it is kept by the Trust that they share");

    let ward = chat::start_group(asha, None, "Ward 7", &[stella.who.person, trusts.city.who.person], "all").await;
    let ward = ward.expect("a conversation of one Trust may hold people of others");
    assert_eq!(home_of(&world, ward).await, world.organisation);
    assert!(see(stella, ward).await.is_ok());
});

async fn home_of(world: &TestWorld, conversation: ConversationId) -> OrganisationId {
    let mut tx = world.world.db.read().await.expect("a read");
    let query = tx.query("SELECT organisation_id FROM conversation WHERE id = $1").bind(conversation);
    query.fetch_one::<(OrganisationId,)>().await.expect("a conversation").0
}

story!(whoever_shall_not_be_found_is_not, |world| async {
    let trusts = Trusts::of(&world).await;
    let hidden = Terms { visible: false, ..terms(&world) };
    affiliate(&trusts.other, trusts.second(), &address(&world, &trusts.asha).await, hidden).await.expect("she belongs there");
    assert_eq!(names(&trusts.stella, None).await, ["Otto Other", "Stella Stranger"]);
    assert_eq!(chat::start_direct(&trusts.stella, trusts.asha.who.person).await, Err(Failure::NotFound));
    assert!(chat::start_direct(&trusts.asha, trusts.stella.who.person).await.is_ok(), "she finds others");
});

story!(a_rotation_begins_and_ends_by_the_clock, |world| async {
    let trusts = Trusts::of(&world).await;
    let from = world.now().plus(DAY);
    let rotation = Terms { from, until: from.plus(DAY), ..terms(&world) };
    affiliate(&trusts.other, trusts.second(), &address(&world, &trusts.asha).await, rotation).await.expect("planned");
    assert_eq!(knows(&trusts.asha, trusts.stella.who.person).await, None, "not before it begins");
    world.wait(DAY);
    assert!(knows(&trusts.asha, trusts.stella.who.person).await.is_some());
    world.wait(DAY);
    assert_eq!(knows(&trusts.asha, trusts.stella.who.person).await, None, "nor after it ended, before any timer has run");
    let left = knows(&trusts.stella, trusts.asha.who.person).await.expect("whoever was a colleague keeps their name");
    assert_eq!(left.left_at, Some(world.now()));
});

story!(only_an_organisations_admins_say_who_belongs_to_it, |world| async {
    let trusts = Trusts::of(&world).await;
    let network = admin(&world, world.organisation, "Nora Network", Level::NetworkAdmin).await;
    let (second, email) = (trusts.second(), address(&world, &trusts.asha).await);
    assert_eq!(affiliate(&trusts.stella, second, &email, terms(&world)).await, Err(Failure::Forbidden));
    assert_eq!(affiliate(&trusts.city, second, &email, terms(&world)).await, Err(Failure::NotFound), "another Trust's is not there");
    assert_eq!(affiliate(&network, OrganisationId(world.world.id()), &email, terms(&world)).await, Err(Failure::NotFound));
    let above = Terms { level: Level::NetworkAdmin, ..terms(&world) };
    assert_eq!(affiliate(&trusts.other, second, &email, above).await, Err(Failure::Forbidden), "nobody gives more than they have");
    let nobody = affiliate(&trusts.other, second, "nobody@trust.nhs.uk", terms(&world)).await;
    assert_eq!(nobody.expect_err("nobody has it").field(), Some("email"));
    let over = Terms { until: world.now(), ..terms(&world) };
    assert_eq!(affiliate(&trusts.other, second, &email, over).await.expect_err("over before it began").field(), Some("until"));
    assert!(affiliate(&network, second, &email, terms(&world)).await.is_ok(), "an admin of the network, in each of its Trusts");
    let theirs = end_affiliation(&trusts.city, world.organisation, network.who.person, world.now()).await;
    assert_eq!(theirs, Err(Failure::Forbidden), "an admin of the network is above one of a Trust");
});

story!(whoever_changes_trust_keeps_what_is_theirs, |world| async {
    let trusts = Trusts::of(&world).await;
    let (asha, second) = (&trusts.asha, trusts.second());
    let direct = chat::start_direct(asha, trusts.city.who.person).await.expect("a colleague");
    assert_eq!(move_home(&trusts.other, second, asha.who.person).await, Err(Failure::NotFound), "she does not belong there yet");
    trusts.lend(&world, OPEN_END).await;
    assert_eq!(move_home(&trusts.other, second, asha.who.person).await, Ok(()));
    let Standing::Open(caller) = stands(&world, asha).await else { panic!("she goes on working") };
    assert_eq!((caller.organisation, caller.person), (second, asha.who.person));
    assert_eq!(end_affiliation(&trusts.city, world.organisation, asha.who.person, world.now()).await, Ok(()));
    timers(&world).await;
    let there = world.world.ctx(caller);
    assert!(see(&there, direct).await.is_ok(), "what was said stays hers");
    assert_eq!(knows(&there, trusts.city.who.person).await, None);
    let new = change_address(&trusts.other, asha.who.person, "asha.patel@other.nhs.uk").await;
    assert_eq!(new, Ok(()), "and comes in by her new Trust's address");
    assert_eq!(account::actions::me(&there).await.expect("who she is").organisation, "Other Trust");
});
