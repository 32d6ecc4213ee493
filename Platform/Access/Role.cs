using System.Text.Json.Serialization;

namespace OpsFlow.Platform.Access;

/// <summary>What a user of the console may do.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role
{
    /// <summary>See everything but secrets.</summary>
    Viewer,

    /// <summary>And decide what the product asks people.</summary>
    Approver,

    /// <summary>And change settings and who may call.</summary>
    Admin,
}
