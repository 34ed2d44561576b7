#include "accounts/actor_log.hpp"

namespace kontor {
namespace {

ActorType actor_type(const Actor& actor) {
  if (actor.kind == ActorKind::system) return ActorType::system;
  const auto* acting = actor.acting_for();
  if (acting == nullptr) return ActorType::customer;
  switch (acting->account_kind) {
    case AccountKind::operator_:
      return ActorType::staff;
    case AccountKind::partner:
    case AccountKind::sub_partner:
    case AccountKind::reseller:
      return ActorType::partner;
    default:
      return ActorType::customer;
  }
}

struct FieldsData {
  std::vector<FieldChange> fields;
};
BOOST_DESCRIBE_STRUCT(FieldsData, (), (fields))

}  // namespace

EventActor event_actor(const Actor& actor, std::string_view on_behalf_of) {
  EventActor shown;
  shown.type = actor_type(actor);
  if (!actor.user_id.is_nil()) shown.user_id = actor.user_id.text();
  shown.name = actor.name;
  shown.on_behalf_of = on_behalf_of;
  return shown;
}

Via via_of(const Actor& actor) {
  switch (actor.kind) {
    case ActorKind::api_key:
      return Via::api;
    case ActorKind::system:
      return Via::job;
    default:
      return Via::ui;
  }
}

Draft draft_by(const Actor& actor, std::string_view kind, Visibility visibility, RawJson data,
               std::string_view on_behalf_of) {
  Draft draft;
  draft.kind = kind;
  draft.visibility = visibility;
  draft.actor = event_actor(actor, on_behalf_of);
  draft.via = via_of(actor);
  draft.data = std::move(data);
  return draft;
}

RawJson ChangedFields::json() const { return RawJson(to_json(FieldsData{changes_})); }

}  // namespace kontor
