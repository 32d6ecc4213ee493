namespace OpsFlow.Platform.Models.Health;

/// <summary>How busy a model is, in the words that people are told (여유, 보통, 바쁨, 매우 바쁨).</summary>
public enum ModelLoad
{
    /// <summary>여유.</summary>
    Idle,

    /// <summary>보통.</summary>
    Normal,

    /// <summary>바쁨.</summary>
    Busy,

    /// <summary>매우 바쁨.</summary>
    VeryBusy,
}
