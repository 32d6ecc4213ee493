namespace OpsFlow.Platform.Models;

/// <summary>Asks models that make images.</summary>
public interface IImageMaker
{
    /// <summary>Makes one.</summary>
    /// <exception cref="ModelException">The model cannot be asked, or gives none.</exception>
    Task<MadeImage> MakeAsync(ModelEntry entry, string prompt, CancellationToken cancellationToken);
}
