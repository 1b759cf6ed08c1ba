//! Narrowing a search by site and ward.

use domain::directory::model::WardOfSite;
use leptos::prelude::*;

use super::finding::Finding;
use ui::Icon;

/// The two selects; in the address of a plain form as `site` and `ward`.
#[component]
pub fn Facets(
    /// The search.
    finding: Finding,
    /// Everything there is to choose, by site.
    wards: Vec<WardOfSite>,
) -> impl IntoView {
    let asked = finding.asked.get_untracked();
    let mut sites: Vec<(String, String)> = wards.iter().map(|ward| (ward.site.to_string(), ward.site_name.clone())).collect();
    sites.dedup();
    let site = Memo::new(move |_| finding.asked.with(|asked| asked.site));
    let of_site = wards.clone();
    let options = move || {
        let there = of_site.iter().filter(|ward| site.get().is_none_or(|site| site == ward.site));
        there.map(|ward| (ward.ward.to_string(), format!("{}, {}", ward.ward_name, ward.site_name))).collect()
    };
    let choose_site = move |id: String| {
        finding.narrow(|asked| {
            asked.site = id.parse().ok();
            // A ward of another site would find nobody, and is no longer there to be seen.
            let stays = |ward: &WardOfSite| Some(ward.ward) == asked.ward && asked.site.is_none_or(|site| site == ward.site);
            if !wards.iter().any(stays) {
                asked.ward = None;
            }
        });
    };
    // Open where something is chosen in it: a search that finds few has to show why.
    let narrowed = asked.site.is_some() || asked.ward.is_some();
    let chosen_site = asked.site.map(|site| site.to_string()).unwrap_or_default();
    let chosen_ward = asked.ward.map(|ward| ward.to_string()).unwrap_or_default();
    view! {
        // Folded away: on a small screen the people found are what has to be seen.
        <details class="directory__narrow" open=narrowed>
            <summary>
                <Icon name="place" />
                "Narrow by site or ward"
                <Icon name="chevron-down" />
            </summary>
            <div class="directory__facets">
            <Facet name="site" label="Site" every="All sites" chosen=chosen_site options=move || sites.clone() choose=choose_site />
            <Facet name="ward" label="Ward" every="All wards" chosen=chosen_ward options choose=move |id: String| finding.narrow(|asked| asked.ward = id.parse().ok()) />
            </div>
        </details>
    }
}

#[component]
fn Facet(
    name: &'static str,
    label: &'static str,
    every: &'static str,
    chosen: String,
    options: impl Fn() -> Vec<(String, String)> + Send + Sync + 'static,
    #[prop(into)] choose: Callback<String>,
) -> impl IntoView {
    let option = move |(id, words): (String, String)| {
        let selected = id == chosen;
        view! {
            <option value=id selected=selected>
                {words}
            </option>
        }
    };
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for=name>
                {label}
            </label>
            <select class="nhsuk-select" id=name name=name on:change=move |event| choose.run(event_target_value(&event))>
                <option value="">{every}</option>
                // Each stays itself while others come and go: so the one that is chosen stays it.
                <For each=options key=|(id, _)| id.clone() children=option />
            </select>
        </div>
    }
}
