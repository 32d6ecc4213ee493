namespace OpsFlow.Platform.Models;

/// <summary>What a role needs by its very name, whatever the file says.</summary>
internal static class RoleRequirements
{
    public static ModelCapabilities Of(string role) =>
        role.Equals("vision", StringComparison.OrdinalIgnoreCase) ? ModelCapabilities.Vision : ModelCapabilities.None;
}
