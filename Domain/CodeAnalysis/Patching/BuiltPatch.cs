namespace OpsFlow.Domain.CodeAnalysis.Patching;

/// <summary>A patch, or what is wrong with the edits.</summary>
/// <param name="Patch">The patch; null when an edit could not be applied.</param>
/// <param name="Errors">One sentence for each fault.</param>
public sealed record BuiltPatch(Patch? Patch, IReadOnlyList<string> Errors)
{
    /// <summary>True when there is a patch and no parser refused it.</summary>
    public bool IsUsable => Patch is not null && Errors.Count == 0;
}
