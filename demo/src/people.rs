//! The staff: names from all over Britain and the world, roles, grades, and registration numbers that are plainly invented.

use domain::access::{Level, PersonId};
use domain::account::model::Body;
use domain::directory::actions::words_of;
use domain::directory::plain::folded;

use super::dice::Dice;
use super::places::Place;

const FIRST: &[&str] = &[
    "Asha",
    "Gareth",
    "Miriam",
    "Oluwaseun",
    "Siobhán",
    "Mohammed",
    "Priya",
    "Callum",
    "Aneirin",
    "Fatima",
    "Chloe",
    "Kwame",
    "Agnieszka",
    "Rhys",
    "Ngozi",
    "Imran",
    "Eilidh",
    "Daniel",
    "Sunita",
    "Tomasz",
    "Grace",
    "Hamish",
    "Zainab",
    "Joseph",
    "Mei",
    "Bethan",
    "Abdul",
    "Charlotte",
    "Rajesh",
    "Niamh",
    "Olivia",
    "Samuel",
    "Ayesha",
    "Liam",
    "Precious",
    "Harpreet",
    "Emily",
    "Marek",
    "Adaeze",
    "Jack",
    "Shanice",
    "Arjun",
    "Megan",
    "Yusuf",
    "Hannah",
    "Kofi",
    "Lakshmi",
    "Owen",
    "Rosa",
    "Tariq",
    "Amelia",
    "Chidi",
    "Seren",
    "Vikram",
    "Isla",
    "José",
    "Maria",
    "Dmitri",
    "Blessing",
    "Fraser",
    "Nadia",
    "Peter",
    "Anjali",
    "Michael",
    "Leila",
    "Connor",
    "Joyce",
    "Bilal",
    "Kirsty",
    "Stephen",
    "Thandiwe",
    "Rohan",
    "Alice",
    "Emeka",
    "Catrin",
    "Hassan",
    "Lucy",
    "Deepak",
    "Freya",
    "Nathan",
    "Sofia",
    "Patrick",
    "Wanjiru",
    "Jasmine",
    "Iwan",
    "Rebecca",
    "Ravi",
    "Eleanor",
    "Tunde",
    "Morag",
];
const LAST: &[&str] = &[
    "Patel",
    "Llewellyn",
    "Adeyemi",
    "O'Connor",
    "Khan",
    "Sharma",
    "MacDonald",
    "Okonkwo",
    "Begum",
    "Hughes",
    "Asante",
    "Nowak",
    "Taylor",
    "Evans",
    "Mensah",
    "Ahmed",
    "Campbell",
    "Fernandes",
    "Kaur",
    "Wiśniewski",
    "Thompson",
    "Stewart",
    "Ali",
    "Murphy",
    "Chen",
    "Griffiths",
    "Rahman",
    "Robinson",
    "Iyer",
    "Byrne",
    "Wright",
    "Oyelaran",
    "Hussain",
    "Gallagher",
    "Ncube",
    "Singh",
    "Walker",
    "Kowalczyk",
    "Eze",
    "Harrison",
    "Campbell-Reid",
    "Mehta",
    "Jenkins",
    "Demir",
    "Fletcher",
    "Boateng",
    "Nair",
    "Pritchard",
    "Santos",
    "Mahmood",
    "Clarke",
    "Obi",
    "Vaughan",
    "Reddy",
    "Sinclair",
    "García",
    "Silva",
    "Petrov",
    "Moyo",
    "Fraser",
    "Haddad",
    "Barnes",
    "Desai",
    "Edwards",
    "Karimi",
    "Doyle",
    "Wanjiku",
    "Chowdhury",
    "Ross",
    "Shaw",
    "Dlamini",
    "Gupta",
    "Bell",
    "Nwosu",
    "Bowen",
    "Malik",
    "Foster",
    "Joshi",
    "Grant",
    "Webb",
    "Costa",
    "Kelly",
    "Kamau",
    "Francis",
    "Rees",
    "Lawson",
    "Menon",
    "Hartley",
    "Balogun",
    "Innes",
];

/// What somebody does, how common that is, and the grades it comes in.
struct Post(usize, &'static str, &'static [&'static str], Body);

const POSTS: &[Post] = &[
    Post(26, "Staff nurse", &["Band 5", "Band 5", "Band 6"], Body::Nmc),
    Post(8, "Ward sister", &["Band 7"], Body::Nmc),
    Post(12, "Healthcare assistant", &["Band 2", "Band 3"], Body::None),
    Post(8, "Foundation doctor", &["FY1", "FY2"], Body::Gmc),
    Post(7, "Registrar", &["ST4", "ST5", "ST6", "ST7"], Body::Gmc),
    Post(7, "Senior house officer", &["IMT1", "IMT2", "CT1", "Clinical fellow"], Body::Gmc),
    Post(8, "Consultant", &["Consultant"], Body::Gmc),
    Post(4, "Advanced clinical practitioner", &["Band 8a"], Body::Nmc),
    Post(5, "Physiotherapist", &["Band 5", "Band 6", "Band 7"], Body::Hcpc),
    Post(3, "Occupational therapist", &["Band 6", "Band 7"], Body::Hcpc),
    Post(4, "Pharmacist", &["Band 7", "Band 8a"], Body::Gphc),
    Post(2, "Dietitian", &["Band 6"], Body::Hcpc),
    Post(2, "Site manager", &["Band 7", "Band 8a"], Body::None),
    Post(3, "Ward clerk", &["Band 3"], Body::None),
    Post(1, "Matron", &["Band 8a"], Body::Nmc),
];

/// Somebody who works there.
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Which of the places.
    pub place: usize,
    /// Which of its wards.
    pub ward: usize,
    /// Their address.
    pub email: String,
    /// "Asha Patel".
    pub name: String,
    /// "Staff nurse".
    pub role: &'static str,
    /// "Band 6".
    pub grade: &'static str,
    /// Who registers them.
    pub body: Body,
    /// Their number there.
    pub registration: String,
    /// Whether somebody checked that number.
    pub verified: bool,
    /// With which power.
    pub level: Level,
}

impl Person {
    /// What others call them.
    pub fn first_name(&self) -> &str {
        self.name.split(' ').next().unwrap_or_default()
    }

    /// Every word by which they are found.
    pub fn words(&self, places: &[Place]) -> Vec<String> {
        let place = &places[self.place];
        let ward = &place.wards[self.ward];
        let (site, site_name) = place.sites[ward.site];
        words_of(&[&self.name, self.role, self.grade, ward.specialty, &ward.name, site_name], Some(ward.id), Some(site))
    }
}

/// The three people to sign in as come first: a clinician, an organisation's admin, the network's admin.
const KNOWN: [(&str, &str, &str, Body, Level, usize); 3] = [
    ("Asha Patel", "Registrar", "ST5", Body::Gmc, Level::Person, 0),
    ("Gareth Llewellyn", "Site manager", "Band 8a", Body::None, Level::OrganisationAdmin, 13),
    ("Miriam Adeyemi", "Matron", "Band 8a", Body::Nmc, Level::NetworkAdmin, 13),
];

/// So many people of these places; the first three are those to sign in as.
pub fn people(dice: &Dice, places: &[Place], count: usize, since: i64) -> Vec<Person> {
    let mut taken = std::collections::HashMap::new();
    (0..count.max(KNOWN.len())).map(|at| person(dice, places, at, since, &mut taken)).collect()
}

fn person(dice: &Dice, places: &[Place], at: usize, since: i64, taken: &mut std::collections::HashMap<String, usize>) -> Person {
    let (place, ward, name, role, grade, body, level) = if let Some(&(name, role, grade, body, level, ward)) = KNOWN.get(at) {
        (0, ward, name.to_owned(), role, grade, body, level)
    } else {
        // Three in four work in the hospital, the rest in the community.
        let place = usize::from(at % 4 == 3);
        let post = post(dice);
        let name = format!("{} {}", dice.pick(FIRST), dice.pick(LAST));
        (place, dice.below(places[place].wards.len()), name, post.1, dice.pick(post.2), post.3, Level::Person)
    };
    let mailbox = format!("{}@{}", folded(&name).replace(' ', "."), places[place].domain);
    let same = taken.entry(mailbox.clone()).and_modify(|count| *count += 1).or_insert(1_usize);
    // Two of one name have two addresses, as in any hospital.
    let email = if *same == 1 { mailbox } else { mailbox.replacen('@', &format!("{same}@"), 1) };
    let verified = body != Body::None && dice.happens(850);
    Person {
        id: PersonId(dice.id(since)),
        place,
        ward,
        email,
        name,
        role,
        grade,
        body,
        registration: registration(body, at),
        verified,
        level,
    }
}

fn post(dice: &Dice) -> &'static Post {
    let mut left = dice.below(POSTS.iter().map(|post| post.0).sum());
    let found = POSTS.iter().find(|post| {
        let here = left < post.0;
        left = left.saturating_sub(post.0);
        here
    });
    found.unwrap_or(&POSTS[0])
}

/// A number in its body's format, from a stretch that looks invented.
fn registration(body: Body, at: usize) -> String {
    match body {
        Body::None => String::new(),
        Body::Gmc => format!("99{:05}", at % 100_000),
        Body::Nmc => format!("99{}{:04}X", char::from(b'A' + u8::try_from(at / 10_000 % 26).unwrap_or(0)), at % 10_000),
        Body::Hcpc => format!("ZZ{:06}", at % 1_000_000),
        Body::Gphc => format!("29{:05}", at % 100_000),
    }
}
