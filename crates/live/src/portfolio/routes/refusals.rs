//! Why a file was not taken, for people.

use web::Failure;

use crate::portfolio::StorageError;
use crate::portfolio::adding::AddError;
use crate::portfolio::arriving::ArrivalError;
use crate::portfolio::file::Full;
use crate::portfolio::sharing::ShareError;

/// Too many uploads at once.
pub fn busy() -> Failure {
    Failure::Refused("Other uploads are still under way. Try again when they are done.".to_owned())
}

pub fn of_arrival(error: ArrivalError) -> Failure {
    match error {
        ArrivalError::Unfit(unfit) => Failure::Invalid(unfit.sentence().to_owned()),
        ArrivalError::BrokeOff => Failure::Invalid("The upload broke off. Try it again.".to_owned()),
        ArrivalError::Disk(error) => {
            tracing::error!(%error, "An upload could not be written down");
            Failure::Unavailable
        }
    }
}

pub fn of_adding(error: AddError) -> Failure {
    let refused = |words: &str| Failure::Refused(words.to_owned());
    match error {
        AddError::Full(Full::Person) => {
            refused("The portfolio is full. Remove a file first, or ask an admin for more space.")
        }
        AddError::Full(Full::Organization) => {
            refused("Your organization's space for files is full. An admin can give more, or remove files.")
        }
        AddError::TooMany => refused("The portfolio holds as many files as it can. Remove one first."),
        AddError::Storage(error) => of_storage(&error),
        AddError::Store(error) => error.into(),
    }
}

pub fn of_sharing(error: ShareError) -> Failure {
    match error {
        ShareError::Over => {
            Failure::Refused("This session is over: nothing more can be shared in it.".to_owned())
        }
        ShareError::TooMany => Failure::Refused("This session holds as many files as it can.".to_owned()),
        ShareError::Unknown => Failure::NotFound,
        ShareError::Store(error) => error.into(),
    }
}

pub fn of_storage(error: &StorageError) -> Failure {
    tracing::error!(%error, "The storage of files failed");
    Failure::Unavailable
}
