using System.Security.Claims;

namespace OpsFlow.Api.Authentication;

/// <summary>The one role there is, and the names around it.</summary>
internal static class Administrator
{
    public const string Role = "administrator";
    public const string Policy = "administrator";
    public const string AnyScheme = "OpsFlow";
    public const string KeyScheme = "AdminKey";
    public const string SessionScheme = "Session";
    public const string Cookie = "opsflow_session";

    /// <summary>Who the console calls "console administrator".</summary>
    public static ClaimsIdentity Identity(string scheme, params Claim[] more) =>
        new([new(ClaimTypes.Name, "console administrator"), new(ClaimTypes.Role, Role), .. more], scheme);
}
