using System.Collections.Frozen;

namespace OpsFlow.Platform.Access;

/// <summary>Who may call, as of one version of the store.</summary>
/// <param name="Version">The version.</param>
/// <param name="Keys">Keys by hash, revoked ones too.</param>
/// <param name="Users">Users by id.</param>
/// <param name="Revoked">Ids of tokens and sessions that were ended before their time.</param>
public sealed record AccessSnapshot(
    long Version,
    FrozenDictionary<string, ApiKey> Keys,
    FrozenDictionary<string, ConsoleUser> Users,
    FrozenSet<string> Revoked);
