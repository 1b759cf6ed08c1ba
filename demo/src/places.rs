//! Two invented organisations, their sites and wards.

use domain::access::{NetworkId, OrganisationId, SiteId, WardId};

use super::dice::Dice;

/// What an organisation is called and where its people work.
struct Plan {
    name: &'static str,
    domain: &'static str,
    sites: &'static [(&'static str, &'static [(&'static str, &'static str)])],
}

// ".example" belongs to nobody for good (RFC 2606): no letter to any of these ever arrives anywhere.
const PLANS: [Plan; 2] = [
    Plan {
        name: "Alder Vale University Hospitals",
        domain: "alder-vale.example",
        sites: &[
            (
                "Alder Vale Infirmary",
                &[
                    ("Ward 7", "Respiratory medicine"),
                    ("Ward 9", "Cardiology"),
                    ("Ward 11", "Gastroenterology"),
                    ("Ward 12", "Geriatric medicine"),
                    ("Ward 14", "General surgery"),
                    ("Ward 15", "Trauma and orthopaedics"),
                    ("Ward 18", "Renal medicine"),
                    ("Acute Medical Unit", "Acute medicine"),
                    ("Surgical Assessment Unit", "General surgery"),
                    ("Emergency Department", "Emergency medicine"),
                    ("Critical Care", "Intensive care medicine"),
                    ("Theatres", "Anaesthetics"),
                    ("Pharmacy", "Pharmacy"),
                    ("Site office", "Operations"),
                ],
            ),
            (
                "St Brannock’s Hospital",
                &[
                    ("Maple Ward", "Stroke medicine"),
                    ("Rowan Ward", "Geriatric medicine"),
                    ("Hazel Ward", "Oncology"),
                    ("Labour Ward", "Obstetrics"),
                    ("Children’s Ward", "Paediatrics"),
                    ("Day Surgery", "General surgery"),
                ],
            ),
        ],
    },
    Plan {
        name: "Birchmoor Community Health",
        domain: "birchmoor.example",
        sites: &[
            (
                "Birchmoor House",
                &[
                    ("District Nursing North", "Community nursing"),
                    ("District Nursing South", "Community nursing"),
                    ("Virtual Ward", "Acute medicine"),
                    ("Urgent Community Response", "Community nursing"),
                ],
            ),
            (
                "Fernley Community Hospital",
                &[
                    ("Willow Ward", "Rehabilitation"),
                    ("Sycamore Ward", "Palliative medicine"),
                    ("Minor Injuries Unit", "Emergency medicine"),
                ],
            ),
        ],
    },
];

/// A ward that exists.
pub struct Ward {
    /// Its id.
    pub id: WardId,
    /// "Ward 7".
    pub name: String,
    /// Place of its site in [`Place::sites`].
    pub site: usize,
    /// What it is for.
    pub specialty: &'static str,
}

/// An organisation that exists.
pub struct Place {
    /// Its id.
    pub id: OrganisationId,
    /// "Alder Vale University Hospitals".
    pub name: &'static str,
    /// Where its mail goes.
    pub domain: &'static str,
    /// Its sites.
    pub sites: Vec<(SiteId, &'static str)>,
    /// Their wards.
    pub wards: Vec<Ward>,
    /// The wards' names again, for talking about them.
    pub ward_names: Vec<String>,
}

/// The network and its organisations, as old as `since` (ms UTC).
pub fn places(dice: &Dice, since: i64) -> (NetworkId, Vec<Place>) {
    let network = NetworkId(dice.id(since));
    (network, PLANS.iter().map(|plan| place(dice, since, plan)).collect())
}

fn place(dice: &Dice, since: i64, plan: &Plan) -> Place {
    let id = OrganisationId(dice.id(since));
    let sites: Vec<_> = plan.sites.iter().map(|(name, _)| (SiteId(dice.id(since)), *name)).collect();
    let wards = plan.sites.iter().enumerate().flat_map(|(site, (_, wards))| wards.iter().map(move |ward| (site, ward)));
    let wards: Vec<Ward> =
        wards.map(|(site, (name, specialty))| Ward { id: WardId(dice.id(since)), name: (*name).into(), site, specialty }).collect();
    let ward_names = wards.iter().map(|ward| ward.name.clone()).collect();
    Place { id, name: plan.name, domain: plan.domain, sites, wards, ward_names }
}
