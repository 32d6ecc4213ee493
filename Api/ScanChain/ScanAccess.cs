using System.Security.Claims;
using OpsFlow.Api.Authentication;
using OpsFlow.Platform.Access;
using OpsFlow.Records.ScanChain;

namespace OpsFlow.Api.ScanChain;

/// <summary>Whose scans a caller may see: their own, or with the scope for it everybody's.</summary>
internal static class ScanAccess
{
    /// <summary>In place of an id in a path: the caller.</summary>
    public const string Me = "me";

    /// <summary>The scan, if it is there and the caller may see it: others learn nothing of it.</summary>
    public static async Task<ScanRecord?> FindAsync(
        ScanStore scans, ClaimsPrincipal caller, string id, CancellationToken cancellationToken) =>
        await scans.FindAsync(id, cancellationToken) is { } scan && MaySee(caller, scan.UserId) ? scan : null;

    /// <summary>The scan, if the caller may act on it, too: their own, or with the scope for it anybody's.</summary>
    public static async Task<ScanRecord?> FindForChangeAsync(
        ScanStore scans, ClaimsPrincipal caller, string id, CancellationToken cancellationToken) =>
        await FindAsync(scans, caller, id, cancellationToken) is { } scan
        && (scan.UserId == Callers.IdOf(caller) || Callers.HasAll(caller, [Scope.Decide])) ? scan : null;

    public static bool MaySee(ClaimsPrincipal caller, string user) =>
        user == Callers.IdOf(caller) || SeesAll(caller);

    public static bool SeesAll(ClaimsPrincipal caller) => Callers.HasAll(caller, [Scope.Read]);

    /// <summary>The user of a path; null when the caller may not see them.</summary>
    public static string? UserOf(ClaimsPrincipal caller, string id)
    {
        var user = id == Me ? Callers.IdOf(caller) : id;
        return MaySee(caller, user) ? user : null;
    }
}
