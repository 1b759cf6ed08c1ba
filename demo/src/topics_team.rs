//! What is said to everybody: rotas, handovers, teaching, kit, kindness.

use super::topics::Topic;

/// For groups only.
pub const TEAM: &[Topic] = &[
    Topic {
        open: &[
            "Handover: {n} to watch. {bed} NEWS {news} on IV {abx}, {pt} for CT at {time}, side room flu positive",
            "Night handover done. {bed} needs bloods at 6, {pt} for transfer to {ward} when bed clean",
            "Morning all. {n} sick overnight: {bed} sepsis, improving; {pt} ?PE on treatment dose, CTPA {time}",
            "Day to night: bloods to chase {bed} (trop {time}), cannula {pt}, fluids review x2",
        ],
        answer: &["Thanks, got it", "Noted. I'll see {bed} first", "Thank you. Who is the reg tonight?", "Great handover, thanks"],
        more: &["{cons} aware of {bed}", "Escalation plans all documented", "No outstanding TTOs", "Outliers on {ward}: 3"],
        then: &["Seen {bed}, stable", "CT done, awaiting report", "Bloods sent"],
        close: &["Have a good one", "Thanks all, off to bed", "Good night, bleep if needed"],
    },
    Topic {
        open: &[
            "We are two nurses down for the late. Can anyone stay until {time}?",
            "Anyone able to swap a night on Friday for my Sunday long day?",
            "Bank shift going on {ward} tonight, 19:30 to 08:00",
            "SHO off sick. Can someone cover the arrest bleep {time} to 20:00?",
        ],
        answer: &[
            "I can do till {time}",
            "Me, will message you",
            "I'll take it if rota coordinator is OK with it",
            "Can't sorry, childcare",
        ],
        more: &["Amazing, thank you", "HealthRoster updated", "Still need one more"],
        then: &["I've asked on {ward} too", "Done", "Matron is sending an HCA over"],
        close: &["Legends. Cake in the staff room", "Sorted now, thanks everyone", "Covered, thank you"],
    },
    Topic {
        open: &[
            "Teaching today {time} in the seminar room: acute kidney injury. Lunch provided",
            "Reminder: mandatory training, 6 of us are out of date on BLS. Links in your email",
            "Journal club {time}, paper is on the shared drive",
            "Simulation session tomorrow, need four volunteers",
        ],
        answer: &["I'll be there", "Can we join online?", "Count me in", "On nights, could someone take notes?"],
        more: &["Yes, link in the invite", "Sandwiches first come first served", "Will share slides afterwards"],
        then: &["Thanks for organising", "Brilliant session, thank you", "See you there"],
        close: &["👍", "Slides uploaded", "Thanks all for coming"],
    },
    Topic {
        open: &[
            "Bladder scanner has gone missing again. Has anyone seen it?",
            "Drug fridge alarm on {ward}, reading 9.1. Pharmacy informed, please do not use the insulin in there",
            "Portable obs machine 3 is broken, labelled and out of use",
            "Tube system is down. Samples by hand or porter please",
        ],
        answer: &[
            "It's in bay C behind the curtain",
            "Thanks, have quarantined it",
            "EBME called, job number logged",
            "Thanks for the heads up",
        ],
        more: &["Please bring it back to the bay after use, all", "New stock coming {time}", "I've put a sign up"],
        then: &["Back now", "Working again as of {time}", "Replacement delivered"],
        close: &["Thanks", "🙏", "All sorted"],
    },
    Topic {
        open: &[
            "Thank you all for yesterday, that was a really hard shift and you were brilliant",
            "Lovely card from {pt}'s family: \"the kindest ward in the hospital\". It's on the board",
            "Well done team, zero falls this month 🎉",
            "Welcome to our new starters this week! Please say hello",
        ],
        answer: &["Aw that's made my day", "❤️", "Well deserved everyone", "Thank you for leading it so calmly"],
        more: &["Hot debrief at {time} for anyone who wants it", "Chocolates at the desk", "Proud of this team"],
        then: &["Good idea, I'll come", "Thanks {name}", "Hello and welcome!"],
        close: &["See you all tomorrow", "🙂", "Get some rest everybody"],
    },
    Topic {
        open: &[
            "MDT list for today: {n} patients, starting {time}. First is {pt}",
            "MDT outcome {pt}, {age}: for bronchoscopy and PET, clinic in 2 weeks with {cons}",
            "Can we add {bed} to tomorrow's MDT? CT reported as suspicious, histology pending",
            "Board round in 10 minutes please, bring your EDDs",
        ],
        answer: &["Imaging is loaded", "Adding now", "Histology should be out by {time}", "On my way"],
        more: &["CNS to phone the patient today", "Breach date is the 24th so keep it moving please", "PFTs done, FEV1 61%"],
        then: &["Rang her, appointment given", "Slot booked for Thursday", "Discussed: best supportive care, palliative team to see"],
        close: &["Thanks all, minutes to follow", "Good MDT, thank you", "Outcome letters dictated"],
    },
    Topic {
        open: &[
            "IPC: bay B on {ward} closed, {n} patients with D&V. Hand washing not gel please",
            "Norovirus update: {ward} reopens after deep clean, about {time}",
            "COVID positive contact in {bed}. Masks in the bay until Thursday",
        ],
        answer: &["Stool samples sent on two", "Understood, visitors rung", "Do we swab the contacts?"],
        more: &["Only if symptomatic", "Domestic team booked for {time}", "No transfers out without ringing us first"],
        then: &["Both negative for C. diff", "OK thanks", "Signs up on the doors"],
        close: &["Thank you for the quick response", "Bay reopened", "Next update {time}"],
    },
    Topic {
        open: &[
            "Out to {n} visits this morning, {pt} first for the INR and dressing",
            "Care home rang: {pt}, {age}, cough and off food. Can someone visit today?",
            "Syringe driver for {pt} needs changing at {time}, key is in the folder",
            "Virtual ward: {pt} sats {sats}% at home, HR {hr}. Ringing now",
        ],
        answer: &[
            "I'm two streets away, will go",
            "On my list for {time}",
            "Thanks. RESPECT form is in the house",
            "Spoke to wife, sounds well. Repeat reading in an hour",
        ],
        more: &[
            "Dog in the back garden, use the front door",
            "Key safe code is with the office",
            "Needs more dressings leaving, size 10x10",
        ],
        then: &[
            "Seen. Started doxycycline per the rescue plan, GP told",
            "Driver changed, comfortable, 22 h to run",
            "Wound much cleaner, down to twice a week",
        ],
        close: &["Thanks, safe travels", "Great, updated the record", "See you at the huddle"],
    },
];
