//! Reading a table, and what becomes of its rows.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};

use kernel::{ProfileFieldId, Role, Roles, Standing, UserId, Zone};
use rust_xlsxwriter::{Format, Workbook};

use super::bringing::{JudgedRow, Refused};
use super::directory::{Directory, Known};
use super::planning::{Change, Spot, Verdict, plan};
use super::reading::{Unreadable, read};
use super::refused;
use super::sheet::{BadHeader, Column, Sheet};
use super::{template, wish};
use crate::profiles::{Kind, ProfileField, Readers};

const HEAD: &str =
    "Role,First name,Last name,Email,Username,External id,Time zone,Under 13,Instructor email,Parent email";

fn sheet(rows: &str) -> Sheet {
    Sheet::read(&read(format!("{HEAD}\n{rows}").as_bytes()).unwrap()).unwrap()
}

/// The verdicts of a table in its order, for who is here.
fn verdicts(rows: &str, here: Vec<Known>) -> Vec<Verdict> {
    judge(&sheet(rows), &mut Directory::of(here))
}

fn judge(sheet: &Sheet, directory: &mut Directory) -> Vec<Verdict> {
    let mut judged: Vec<(u64, Verdict)> = sheet
        .rows
        .iter()
        .zip(wish::read(sheet))
        .map(|(row, wish)| {
            let verdict = match wish {
                Ok(wish) => plan(&wish, directory, &Zone::UTC).verdict,
                Err(refusals) => Verdict::Refused(refusals),
            };
            (row.number, verdict)
        })
        .collect();
    judged.sort_by_key(|(number, _)| *number);
    judged.into_iter().map(|(_, verdict)| verdict).collect()
}

fn known(first_name: &str, role: Role, email: &str) -> Known {
    Known {
        id: Some(UserId::fresh(kernel::Timestamp::from_micros(1))),
        first_name: first_name.parse().unwrap(),
        last_name: "Known".parse().unwrap(),
        email: email.parse().ok(),
        username: None,
        external_id: None,
        roles: Roles::NONE.with(role),
        standing: Standing::Active,
        zone: Zone::UTC,
        under_13: false,
        invited: true,
        instructors: BTreeSet::new(),
        parents: BTreeSet::new(),
        filled: BTreeMap::new(),
    }
}

fn field(role: Role, label: &str, kind: Kind) -> ProfileField {
    let choices: &[&str] = if kind == Kind::Choice { &["3", "4"] } else { &[] };
    ProfileField {
        id: ProfileFieldId::fresh(kernel::Timestamp::from_micros(1)),
        role,
        label: label.to_owned(),
        kind,
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        required: true,
        readers: Readers::Admins,
        is_archived: false,
    }
}

fn refused_at(verdict: &Verdict) -> Vec<Option<Column>> {
    match verdict {
        Verdict::Refused(refusals) => refusals.iter().map(|refusal| refusal.column).collect(),
        other => panic!("{other:?} is no refusal"),
    }
}

fn changed(verdict: &Verdict) -> Vec<Column> {
    match verdict {
        Verdict::Changes(changes) => changes
            .iter()
            .map(|change| match &change.spot {
                Spot::Column(column) => *column,
                Spot::Field(label) => panic!("{label} is a field"),
            })
            .collect(),
        other => panic!("{other:?} changes nothing"),
    }
}

#[test]
fn columns_are_known_however_they_are_written_and_others_are_named() {
    let text = "LAST_NAME\tshoe size\t role \tFirst Name\te-mail\tRow\nOkoye\t38\tStudent\tNia\tnia@example.org\t7\n";

    let sheet = Sheet::read(&read(text.as_bytes()).unwrap()).unwrap();

    assert_eq!(sheet.unknown, ["shoe size"]);
    assert_eq!(sheet.rows[0].name(), "Nia Okoye");
    assert_eq!(sheet.rows[0].cell(Column::Email), "nia@example.org");
    assert_eq!(sheet.rows[0].role(), Some(Role::Student));
}

#[test]
fn a_first_row_that_does_not_do_is_said() {
    let refusal = |text: &str| Sheet::read(&read(text.as_bytes()).unwrap()).unwrap_err();

    assert_eq!(
        refusal("Role,Email\nstudent,a@b.org"),
        BadHeader::Missing("First name, Last name".to_owned())
    );
    assert_eq!(refusal("Role,First name,Last name,Surname\n"), BadHeader::Twice("Last name".to_owned()));
    assert_eq!(refusal(HEAD), BadHeader::NoRows);
    assert_eq!(refusal("role,first name,last name,Notes\n,,,only a note"), BadHeader::NoRows);
}

#[test]
fn text_is_read_as_spreadsheets_save_it() {
    let text = "\u{feff}Role;First name;Last name\r\n\r\nstudent;\"Nia\nMaria\";Okoye\r\nstudent;Eli;\"de la; Cruz\"";

    let lines = read(text.as_bytes()).unwrap();

    let numbers: Vec<_> = lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [1, 3, 5]);
    assert_eq!(lines[2].cells[2], "de la; Cruz");
    assert_eq!(
        read("Jos\u{e9}".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>().as_slice()),
        Err(Unreadable::NotUtf8)
    );
    assert_eq!(read(b" \n\n"), Err(Unreadable::Empty));
    assert_eq!(read(format!("a\n{}", "b\n".repeat(10_001)).as_bytes()), Err(Unreadable::TooManyRows));
    assert_eq!(read("x".repeat(4_001).as_bytes()), Err(Unreadable::CellTooLong(1)));
    assert_eq!(read(&vec![b'a'; 6 * 1024 * 1024]), Err(Unreadable::TooLarge));
}

#[test]
fn a_workbook_is_read_as_it_looks() {
    let mut book = Workbook::new();
    let table = book.add_worksheet();
    for (place, name) in (0..).zip(["Role", "First name", "Last name", "External id", "Under 13"]) {
        table.write_string(0, place, name).unwrap();
    }
    table.write_string(2, 0, "student").unwrap();
    table.write_string(2, 1, "Nia").unwrap();
    table.write_string(2, 2, "Okoye").unwrap();
    table.write_number(2, 3, 4711).unwrap();
    table.write_boolean(2, 4, true).unwrap();
    let day = Format::new().set_num_format("d mmm yyyy");
    table.write_number_with_format(2, 6, 46_352, &day).unwrap();

    let lines = read(&book.save_to_buffer().unwrap()).unwrap();
    let sheet = Sheet::read(&lines).unwrap();

    assert_eq!(sheet.rows[0].number, 3);
    assert_eq!(sheet.rows[0].cell(Column::ExternalId), "4711");
    assert_eq!(lines[1].cells[6], "2026-11-26");
    assert_eq!(wish::read(&sheet)[0].as_ref().unwrap().under_13, Some(true));
}

#[test]
fn our_own_templates_have_every_column() {
    let shared = field(Role::Parent, "Grade, or level", Kind::Short);
    let headings = template::headings(&[field(Role::Student, "Grade, or level", Kind::Choice), shared]);
    assert_eq!(headings[Column::ALL.len()].about, "student: one of 3, 4; parent: text");
    for bytes in [template::csv(&headings).unwrap(), template::workbook(&headings).unwrap()] {
        let lines = read(&bytes).unwrap();
        let titles: Vec<_> = Column::ALL.iter().map(|column| column.title()).collect();
        assert_eq!(lines[0].cells[..titles.len()], titles);
        assert_eq!(lines[0].cells[titles.len()..], ["field: Grade, or level"]);
    }
}

#[test]
fn a_hostile_workbook_is_refused_before_it_takes_memory() {
    let mut far = Workbook::new();
    far.add_worksheet().write_string(1_048_575, 16_383, "x").unwrap();
    assert_eq!(read(&far.save_to_buffer().unwrap()), Err(Unreadable::TooManyColumns));

    let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
    bomb.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
    for _ in 0..65 {
        bomb.write_all(&vec![b' '; 1024 * 1024]).unwrap();
    }
    let bomb = bomb.finish().unwrap().into_inner();
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(read(&bomb), Err(Unreadable::TooLarge));

    assert_eq!(read(b"PK\x03\x04 and then nothing of the kind"), Err(Unreadable::Damaged));
}

#[test]
fn each_cell_that_does_not_fit_is_named() {
    use Column::{Email, ExternalId, FirstName, InstructorEmail, ParentEmail, TimeZone, Under13, Username};
    for (row, columns) in [
        ("queen,Nia,Okoye,nia@example.org,,,,,,", vec![Column::Role]),
        ("admin,Nia,Okoye,nia@example.org,,,,,,", vec![Column::Role]),
        ("student,,Okoye,nia@example.org,,,,,,", vec![FirstName]),
        ("student,Nia,Okoye,nia,,,,,,", vec![Email]),
        ("student,Nia,Okoye,,n!,,,,,", vec![Username]),
        ("student,Nia,Okoye,,,,,,,", vec![Email]),
        ("student,Nia,Okoye,nia@example.org,,,Mars/Base,perhaps,,", vec![TimeZone, Under13]),
        ("student,Nia,Okoye,nia@example.org,,,,,ada,", vec![InstructorEmail]),
        ("parent,Nia,Okoye,,,,,,,", vec![Email]),
        (
            "parent,Nia,Okoye,nia@example.org,nia.o,,,yes,a@example.org,b@example.org",
            vec![Username, InstructorEmail, ParentEmail, Under13],
        ),
    ] {
        let verdict = &verdicts(row, Vec::new())[0];
        assert_eq!(refused_at(verdict), columns.into_iter().map(Some).collect::<Vec<_>>(), "{row}");
    }
    let long = format!("student,Nia,Okoye,,,{},,,,", "7".repeat(65));
    assert_eq!(refused_at(&verdicts(&long, Vec::new())[0]), [Some(ExternalId)]);
}

#[test]
fn of_two_rows_about_one_person_the_second_is_refused() {
    let rows = "student,Nia,Okoye,nia@example.org,,7,,,,\n\
                student,Eli,Okoye,NIA@example.org,,8,,,,\n\
                parent,Uma,Okoye,uma@example.org,,7,,,,";

    let verdicts = verdicts(rows, Vec::new());

    assert_eq!(verdicts[0], Verdict::New);
    assert_eq!(refused_at(&verdicts[1]), [Some(Column::Email)]);
    assert_eq!(refused_at(&verdicts[2]), [Some(Column::ExternalId)]);
}

#[test]
fn a_person_is_known_by_external_id_then_email_then_username() {
    let mut nia = known("Nia", Role::Student, "nia@example.org");
    nia.external_id = "7".parse().ok();
    let mut eli = known("Eli", Role::Student, "");
    eli.username = "eli.k".parse().ok();
    let here = vec![nia, eli];
    let one = |row: &str| verdicts(row, here.clone()).remove(0);

    assert_eq!(one("student,Nia,Known,nia@example.org,,,,,,"), Verdict::Same);
    assert_eq!(changed(&one("student,Nia,Known,new@example.org,,7,,,,")), [Column::Email]);
    assert_eq!(one("student,Eli,Known,,ELI.K,,,,,"), Verdict::Same);
    assert_eq!(changed(&one("student,Eli,Known,,eli.k,9,,,,")), [Column::ExternalId]);
    assert_eq!(one("student,Nia,Known,other@example.org,,,,,,"), Verdict::New);
    assert_eq!(refused_at(&one("student,Nia,Known,nia@example.org,,8,,,,")), [Some(Column::ExternalId)]);
    assert_eq!(refused_at(&one("student,Nia,Known,,eli.k,7,,,,")), [Some(Column::Username)]);
    assert_eq!(refused_at(&one("student,Eli,Known,eli@example.org,eli.k,,,,,")), [Some(Column::Username)]);
}

#[test]
fn an_archived_person_and_another_role_are_refused() {
    let mut gone = known("Nia", Role::Student, "nia@example.org");
    gone.standing = Standing::Archived;
    let here = vec![gone, known("Ada", Role::Instructor, "ada@example.org")];

    let verdicts =
        verdicts("student,Nia,Known,nia@example.org,,,,,,\nparent,Ada,Known,ada@example.org,,,,,,", here);

    assert_eq!(refused_at(&verdicts[0]), [None]);
    assert_eq!(refused_at(&verdicts[1]), [Some(Column::Role)]);
}

#[test]
fn a_student_is_tied_to_people_who_are_here_or_in_a_good_row() {
    let rows = "student,Nia,Okoye,nia@example.org,,,,,ada@example.org;new@example.org,uma@example.org\n\
                student,Eli,Okoye,eli@example.org,,,,,nobody@example.org,\n\
                student,Ivo,Okoye,ivo@example.org,,,,,bad@example.org,\n\
                instructor,New,Comer,new@example.org,,,,,,\n\
                instructor,,Nameless,bad@example.org,,,,,,\n\
                parent,Uma,Okoye,uma@example.org,,,,,,";

    let verdicts = verdicts(rows, vec![known("Ada", Role::Instructor, "ada@example.org")]);

    assert_eq!(verdicts[0], Verdict::New);
    assert_eq!(refused_at(&verdicts[1]), [Some(Column::InstructorEmail)]);
    assert_eq!(refused_at(&verdicts[2]), [Some(Column::InstructorEmail)]);
    assert_eq!((&verdicts[3], &verdicts[5]), (&Verdict::New, &Verdict::New));
}

#[test]
fn the_same_table_again_has_nothing_to_do() {
    let table = sheet(
        "student,Nia,Okoye,nia@example.org,nia.o,7,America/Chicago,yes,ada@example.org,uma@example.org\n\
         student,Eli,Okoye,,eli.o,,,no,,uma@example.org\n\
         instructor,Ada,Known,ada@example.org,,,,,,\n\
         parent,Uma,Okoye,uma@example.org,,,,,,",
    );
    let mut directory = Directory::of([known("Ada", Role::Instructor, "ada@example.org")]);

    let first = judge(&table, &mut directory);
    let second = judge(&table, &mut directory);

    assert_eq!(first, [Verdict::New, Verdict::New, Verdict::Same, Verdict::New]);
    assert!(second.iter().all(|verdict| *verdict == Verdict::Same), "{second:?}");
}

#[test]
fn a_profile_field_is_filled_in_by_the_column_of_its_label() {
    let nia = known("Nia", Role::Student, "nia@example.org");
    let fields = vec![
        field(Role::Student, "Grade", Kind::Choice),
        field(Role::Student, "Photos", Kind::YesNo),
        field(Role::Parent, "Since", Kind::Date),
    ];
    let judged = |rows: &str, directory: &mut Directory| {
        let head = "role,first name,last name,email,field: grade,FIELD:Photos,field: Since,field: Shoe";
        judge(&Sheet::read(&read(format!("{head}\n{rows}").as_bytes()).unwrap()).unwrap(), directory)
    };
    let rows = "student,Nia,Known,nia@example.org,4,yes,,\n\
                student,Eli,Okoye,eli@example.org,,,,\n\
                parent,Uma,Okoye,uma@example.org,,,2026-11-26,";
    let mut directory = Directory::of([nia]).with_fields(fields);

    let first = judged(rows, &mut directory);
    let second = judged(rows, &mut directory);
    let other = judged("student,Nia,Known,nia@example.org,3,,,", &mut directory);
    let refused = judged("student,Nia,Known,nia@example.org,5,perhaps,2026-11-26,38", &mut directory);
    let no_day = judged("parent,Uma,Okoye,uma@example.org,,,26.11.2026,", &mut directory);

    let change = |label: &str, before: &str, after: &str| Change {
        spot: Spot::Field(label.to_owned()),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    assert_eq!(first[0], Verdict::Changes(vec![change("Grade", "", "4"), change("Photos", "", "Yes")]));
    assert_eq!(first[1..], [Verdict::New, Verdict::New]);
    assert!(second.iter().all(|verdict| *verdict == Verdict::Same), "{second:?}");
    assert_eq!(other, [Verdict::Changes(vec![change("Grade", "4", "3")])]);
    let why = |verdicts: &[Verdict]| match verdicts {
        [Verdict::Refused(refusals)] => refusals.iter().map(refused::words).collect::<Vec<_>>(),
        others => panic!("{others:?}"),
    };
    assert_eq!(
        why(&refused),
        [
            "field: grade: Write one of these: 3, 4.",
            "field: Photos: Write yes or no.",
            "field: Since: There is no such field for a person who comes as student. Empty the cell.",
            "field: Shoe: There is no such field for a person who comes as student. Empty the cell.",
        ]
    );
    assert_eq!(why(&no_day), ["field: Since: Write a day such as 2026-11-26."]);
}

#[test]
fn an_empty_cell_leaves_what_is_there_and_a_chosen_zone_is_ones_own() {
    let mut nia = known("Nia", Role::Student, "nia@example.org");
    nia.username = "nia".parse().ok();
    nia.under_13 = true;
    let mut waiting = known("Eli", Role::Student, "eli@example.org");
    waiting.standing = Standing::Invited;
    let rows = "student,Nia,Known,nia@example.org,,,America/Chicago,,,\nstudent,Eli,Known,eli@example.org,,,America/Chicago,,,";

    let verdicts = verdicts(rows, vec![nia, waiting]);

    assert_eq!(verdicts[0], Verdict::Same);
    assert_eq!(changed(&verdicts[1]), [Column::TimeZone]);
}

#[test]
fn refused_rows_come_back_as_they_were_and_harmless() {
    let table = sheet("student,\"=HYPERLINK(\"\"x\"\")\",@Okoye,nia,,-7,,,,");
    let judged: Vec<_> = table
        .rows
        .iter()
        .zip(wish::read(&table))
        .map(|(row, wish)| JudgedRow { row: row.clone(), verdict: Verdict::Refused(wish.unwrap_err()) })
        .collect();

    let file = refused::csv(&Refused { fields: table.fields.clone(), rows: judged }).unwrap();

    let text = String::from_utf8(file.clone()).unwrap();
    assert!(text.contains("2,Email: This is not an address") && text.contains("'=HYPERLINK"), "{text}");
    assert!(text.contains("'@Okoye") && text.contains("'-7"), "{text}");
    let again = Sheet::read(&read(&file).unwrap()).unwrap();
    assert_eq!(again.rows, table.rows);
    assert!(again.unknown.is_empty());
}
