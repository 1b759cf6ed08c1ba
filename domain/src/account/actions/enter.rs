//! A code by email, and what it opens.

use std::collections::HashSet;
use std::net::IpAddr;

use platform::db::Tx;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{Seen, letter};
use crate::access::{DeviceId, Failure, Level, OrganisationId, Outcome, PersonId, Timestamp, World};
use crate::account::door::brake::network;
use crate::account::model::{self, BROWSERS_PER_HOUR, CODE_TRIES, CODES_PER_HOUR, ENROLMENT_MILLIS, SIGN_IN_MILLIS};
use crate::account::store::{self, Ask, Code, DOMAINS};
use crate::affiliation;
use crate::affiliation::model::{AT_ONCE, OPEN_END, Terms};
use crate::audit::{Actor, Audit, Deed, NotAudited, Scope};

const HOUR: i64 = 60 * 60 * 1000;

/// What a browser's session remembers between asking for a code and entering it: the code works in no other session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Which code.
    pub code: Uuid,
    /// The address it was sent to.
    pub email: String,
    /// The number of this browser, by which its own codes are known from everybody else's.
    pub browser: Uuid,
}

impl Asked {
    /// Whether it is the code of the address that a form asks for; a form that names none means this one. Another tab may
    /// have asked for another address since, and a code typed here would cost that one a try.
    pub fn is_of(&self, email: &str) -> Outcome<()> {
        if email.is_empty() || self.email == email {
            return Ok(());
        }
        let words = format!("A code for {} was asked for in this browser since: only that one counts now.", self.email);
        Err(Failure::invalid("code", words))
    }
}

/// Somebody has come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entered {
    /// Who.
    pub person: PersonId,
    /// Their new device; the session has to be bound to it, under a new id.
    pub device: DeviceId,
    /// Whether they have to say first who they are.
    pub profile_missing: bool,
}

/// Sends a one-time code, if this address may come in. The answer and the work are the same if it may not. `before` is what
/// this browser asked for last: that code is void then, and no other.
pub async fn request_code(world: &World, typed: &str, before: Option<&Asked>, from: Option<IpAddr>) -> Outcome<Asked> {
    // What cannot be an address costs nothing: nobody was asked anything.
    let email = model::email(typed)?;
    world.door.brake.knock(from, world.now())?;
    let browser = before.map_or_else(|| world.id(), |before| before.browser);
    let network = from.map(|from| world.secret.fingerprint("network", &network(from).to_string())).unwrap_or_default();
    // One at a time, here and at other servers: parallel requests must not each see room for one more send.
    let _turn = world.door.asking.lock().await;
    let mut tx = world.db.write().await?;
    store::hold_mail_domains(&mut tx, domains_of(&email)).await?;
    let now = world.now();
    let asks = store::list_asks(&mut tx, &email, now.plus(-HOUR)).await?;
    room_for_another(&asks, browser, &network, now)?;
    let kind = kind_for(&mut tx, &email, now).await?;
    let digits = format!("{:08}", world.chance.below(100_000_000));
    let id = world.id();
    let lives = if kind == "sign_in" { SIGN_IN_MILLIS } else { ENROLMENT_MILLIS };
    let code_hash = fingerprint(world, id, &digits);
    let (kind_of, to, expires_at) = (kind.into(), email.clone(), now.plus(lives));
    let code = Code { id, email: to, browser, network, kind: kind_of, code_hash, tries: 0, sent_at: now, expires_at };
    if let Some(before) = before {
        store::void_code(&mut tx, before.code, now).await?;
    }
    store::insert_code(&mut tx, &code).await?;
    letter::post(world, &mut tx, &letter::Letter { to: email.clone(), kind: kind.into(), code: digits }, expires_at).await?;
    world.commit(tx, NotAudited("nobody has come in yet"), &[]).await?;
    Ok(Asked { code: id, email, browser })
}

/// A browser that has asked is counted by itself: nobody can use up what is left to it. A newcomer is counted with the
/// newcomers of its network, and with those of all.
fn room_for_another(asks: &[Ask], browser: Uuid, network: &str, now: Timestamp) -> Outcome<()> {
    let own: Vec<_> = asks.iter().filter(|ask| ask.browser == browser).collect();
    if !own.is_empty() {
        let words =
            |minutes| format!("You have asked for {CODES_PER_HOUR} codes in an hour. Use the newest one, or ask again in {minutes}.");
        return at_most(CODES_PER_HOUR, &own, now, words);
    }
    let words = |minutes| {
        format!(
            "Too many codes for this address were asked for in an hour. Use the newest one where you asked for it, or ask again in {minutes}."
        )
    };
    let nearby: Vec<_> = asks.iter().filter(|ask| ask.network == network).collect();
    at_most(CODES_PER_HOUR, &nearby, now, words)?;
    let mut browsers = HashSet::new();
    let newcomers: Vec<_> = asks.iter().filter(|ask| browsers.insert(ask.browser)).collect();
    at_most(BROWSERS_PER_HOUR, &newcomers, now, words)
}

fn at_most(most: usize, asks: &[&Ask], now: Timestamp, words: impl Fn(String) -> String) -> Outcome<()> {
    let Some(oldest) = most.checked_sub(1).and_then(|at| asks.get(at)) else { return Ok(()) };
    let wait = (HOUR - now.since(oldest.sent_at)).max(1000) / 1000;
    let minutes = (wait + 59) / 60;
    Err(Failure::TooMany { text: words(if minutes == 1 { "1 minute".into() } else { format!("{minutes} minutes") }), wait })
}

async fn kind_for(tx: &mut Tx, email: &str, now: Timestamp) -> Outcome<&'static str> {
    // Both are always asked: an unknown domain must not answer sooner.
    let organisation = organisation_of(tx, email).await?;
    let known = store::find_by_email(tx, email, now).await?;
    Ok(match (organisation, known) {
        (None, _) => "refused",
        (Some(_), Some(known)) if !known.belongs => "refused",
        (Some(_), Some(known)) if known.profiled_at.is_some() => "sign_in",
        (Some(_), _) => "enrol",
    })
}

/// The organisation whose rules let this address in.
pub async fn organisation_of(tx: &mut Tx, email: &str) -> Outcome<Option<OrganisationId>> {
    let domains = domains_of(email);
    let rules = store::list_mail_domains(tx, domains).await?;
    let domain = domains[0];
    let fits = rules.into_iter().find(|rule| rule.domain == domain || rule.subdomains);
    Ok(fits.map(|rule| rule.organisation_id))
}

/// The domain of an address, and its nearest parents down to two labels ("nhs.uk").
pub fn domains_of(email: &str) -> [&str; DOMAINS] {
    let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
    // Filled up with itself: the statements have so many places whatever the address.
    let mut found = [domain; DOMAINS];
    let mut rest = domain;
    for place in found.iter_mut().skip(1) {
        match rest.split_once('.') {
            Some((_, parent)) if parent.contains('.') => rest = parent,
            _ => break,
        }
        *place = rest;
    }
    found
}

fn fingerprint(world: &World, id: Uuid, digits: &str) -> String {
    world.secret.fingerprint("code", &format!("{id}:{digits}"))
}

/// Enters a code: makes the device, and the person if this is their first time.
pub async fn enter_code(world: &World, asked: Option<&Asked>, typed: &str, seen: &Seen, from: Option<IpAddr>) -> Outcome<Entered> {
    // What cannot be a code costs neither a try nor a knock.
    let digits = model::code(typed)?;
    world.door.brake.knock(from, world.now())?;
    let asked = asked.ok_or_else(dead)?;
    let mut tx = world.db.write().await?;
    let now = world.now();
    let Some(code) = store::try_code(&mut tx, asked.code, CODE_TRIES, now).await? else { return Err(dead()) };
    // In constant time, and all of it: how far a guess was right is not to be measured.
    let same = code.code_hash.as_bytes().ct_eq(fingerprint(world, code.id, &digits).as_bytes());
    // A refused one has a code too, which was mailed to nobody: it is no way in for who guesses it.
    if !bool::from(same) || code.email != asked.email || code.kind == "refused" {
        // Committed, so that the try counts.
        world.commit(tx, NotAudited("nobody came in"), &[]).await?;
        return Err(wrong(CODE_TRIES - code.tries));
    }
    store::use_code(&mut tx, code.id, now).await?;
    let Some(entered) = admit(world, &mut tx, &code.email, seen, now).await? else { return Err(dead()) };
    let actor = Actor::Person { person: entered.person, device: entered.device };
    let audit = Audit::new(actor, Deed::SignedIn, Scope::Oneself(entered.person));
    world.commit(tx, audit, &[]).await?;
    Ok(entered)
}

/// The person behind a proved address, on a new device; nothing if they may no longer come in.
async fn admit(world: &World, tx: &mut Tx, email: &str, seen: &Seen, now: Timestamp) -> Outcome<Option<Entered>> {
    let Some(organisation) = organisation_of(tx, email).await? else { return Ok(None) };
    arrive(tx, PersonId(world.id()), organisation, email, now).await?;
    let Some(person) = store::find_by_email(tx, email, now).await?.filter(|person| person.belongs) else { return Ok(None) };
    let device = store::NewDevice {
        id: DeviceId(world.id()),
        person: person.id,
        name: short(&seen.name),
        version: short(&seen.version),
        queue_key: world.secret.seal(&world.chance.bytes::<32>()),
    };
    store::insert_device(tx, &device, now).await?;
    Ok(Some(Entered { person: person.id, device: device.id, profile_missing: person.profiled_at.is_none() }))
}

/// Somebody whose address was proved for the first time belongs to the organisation whose address it is.
pub async fn arrive(tx: &mut Tx, person: PersonId, home: OrganisationId, email: &str, now: Timestamp) -> Outcome<()> {
    if store::insert_arrival(tx, person, home, email, now).await? == 1 {
        let terms = Terms { level: Level::Person, visible: true, from: AT_ONCE, until: OPEN_END };
        affiliation::store::save_affiliation(tx, home, person, terms).await?;
    }
    Ok(())
}

pub(super) fn short(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(80).collect()
}

fn wrong(left: i64) -> Failure {
    match left {
        ..=0 => dead(),
        1 => Failure::invalid("code", "That is not the code we sent. You have 1 try left."),
        left => Failure::invalid("code", format!("That is not the code we sent. You have {left} tries left.")),
    }
}

fn dead() -> Failure {
    Failure::invalid("code", "This code no longer works. Ask for a new one.")
}
