//! JSON to OpenMLS values and back.

use openmls::component::ComponentId;
use openmls::messages::group_info::VerifiableGroupInfo;
use openmls::messages::proposals::{AppDataUpdateProposal, AppEphemeralProposal};
use openmls::prelude::tls_codec::Deserialize as _;
use openmls::prelude::*;
use openmls::schedule::PreSharedKeyId;
use openmls::schedule::psk::ResumptionPskUsage;
use serde_json::Value;

use crate::json_lines::{Failure, bytes, failed, number};

pub fn list<'a>(request: &'a Value, key: &str) -> &'a [Value] {
    request[key].as_array().map_or(&[], Vec::as_slice)
}

pub fn suite(request: &Value) -> Result<Ciphersuite, Failure> {
    let code = u16::try_from(number(request, "suite")?).map_err(failed)?;
    Ciphersuite::try_from(code).map_err(failed)
}

pub fn message(request: &Value, key: &str) -> Result<MlsMessageIn, Failure> {
    MlsMessageIn::tls_deserialize_exact(bytes(request, key)?).map_err(failed)
}

pub fn tree(request: &Value) -> Result<RatchetTreeIn, Failure> {
    RatchetTreeIn::tls_deserialize_exact(bytes(request, "tree")?).map_err(failed)
}

pub fn group_info(request: &Value) -> Result<VerifiableGroupInfo, Failure> {
    match message(request, "groupInfo")?.extract() {
        MlsMessageBodyIn::GroupInfo(info) => Ok(info),
        _ => Err(Failure("groupInfo is no GroupInfo".into())),
    }
}

/// An extension list in its wire form, `Extension extensions<V>`.
pub fn extensions<T: ExtensionValidator>(
    request: &Value,
    key: &str,
) -> Result<Extensions<T>, Failure>
where
    InvalidExtensionError: From<T::Error>,
{
    if request[key].is_null() {
        return Ok(Extensions::empty());
    }
    Extensions::tls_deserialize_exact(bytes(request, key)?).map_err(failed)
}

pub fn key_package(crypto: &impl OpenMlsCrypto, request: &Value) -> Result<KeyPackage, Failure> {
    KeyPackageIn::tls_deserialize_exact(bytes(request, "keyPackage")?)
        .map_err(failed)?
        .validate(crypto, ProtocolVersion::Mls10)
        .map_err(failed)
}

pub fn psk_id(request: &Value) -> Result<PreSharedKeyId, Failure> {
    let nonce = bytes(request, "nonce")?;
    if !request["componentId"].is_null() {
        let component = component(request)?;
        return Ok(PreSharedKeyId::application(
            component,
            bytes(request, "id")?,
            nonce,
        ));
    }
    if request["groupId"].is_null() {
        return Ok(PreSharedKeyId::external(bytes(request, "id")?, nonce));
    }
    Ok(PreSharedKeyId::resumption(
        ResumptionPskUsage::Application,
        GroupId::from_slice(&bytes(request, "groupId")?),
        number(request, "epoch")?.into(),
        nonce,
    ))
}

pub fn component(request: &Value) -> Result<ComponentId, Failure> {
    ComponentId::try_from(number(request, "componentId")?).map_err(failed)
}

pub fn app_data_update(request: &Value) -> Result<AppDataUpdateProposal, Failure> {
    let component = component(request)?;
    if request["update"].is_null() {
        return Ok(AppDataUpdateProposal::remove(component));
    }
    Ok(AppDataUpdateProposal::update(
        component,
        bytes(request, "update")?,
    ))
}

pub fn app_ephemeral(request: &Value) -> Result<AppEphemeralProposal, Failure> {
    Ok(AppEphemeralProposal::new(
        component(request)?,
        bytes(request, "data")?,
    ))
}

pub fn encode(value: &impl tls_codec::Serialize) -> Result<String, Failure> {
    value
        .tls_serialize_detached()
        .map(hex::encode)
        .map_err(failed)
}

/// The test applications' reading of AppDataUpdate: an update replaces the component's state.
pub fn fill_dictionary<'a>(
    mut updater: AppDataDictionaryUpdater<'_>,
    proposals: impl Iterator<Item = &'a AppDataUpdateProposal>,
) -> Option<AppDataUpdates> {
    for proposal in proposals {
        match proposal.operation() {
            AppDataUpdateOperation::Update(data) => {
                updater.set(openmls::component::ComponentData::from_parts(
                    proposal.component_id(),
                    data.clone(),
                ))
            }
            AppDataUpdateOperation::Remove => updater.remove(&proposal.component_id()),
        }
    }
    updater.changes()
}
