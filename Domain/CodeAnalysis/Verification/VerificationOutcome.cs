using System.Text.Json.Serialization;

namespace OpsFlow.Domain.CodeAnalysis.Verification;

/// <summary>What running the test command before and after the fix showed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VerificationOutcome>))]
public enum VerificationOutcome
{
    /// <summary>The server has no test command.</summary>
    NotConfigured,

    /// <summary>Red before, green after.</summary>
    Proven,

    /// <summary>
    /// It shows nothing: the command passes without the fix, or the fix changes how tests are run.
    /// </summary>
    NotRedBefore,

    /// <summary>The command still fails with the fix.</summary>
    StillRed,

    /// <summary>The command could not be run.</summary>
    Error,
}
