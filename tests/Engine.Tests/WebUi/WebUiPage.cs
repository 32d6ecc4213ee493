using Microsoft.Playwright;

namespace OpsFlow.Engine.Tests.WebUi;

/// <summary>A page of the Web UI. Whatever it asks of the server must succeed.</summary>
internal sealed class WebUiPage : IAsyncDisposable
{
    private readonly Uri _url;
    private readonly ConcurrentQueue<string> _failures = new();

    public WebUiPage(IPage page, Uri url)
    {
        Page = page;
        _url = url;
        page.Response += (_, response) =>
        {
            if (response.Status >= 400 && response.Url.Contains("/api/", StringComparison.Ordinal))
            {
                _failures.Enqueue($"{response.Request.Method} {response.Url}: {response.Status}");
            }
        };
        page.PageError += (_, error) => _failures.Enqueue($"script: {error}");
    }

    public IPage Page { get; }

    /// <summary>Opens a path within the namespace.</summary>
    public Task GoAsync(string path) => Page.GotoAsync(new Uri(_url, $"namespaces/default/{path}").ToString());

    /// <summary>Waits until a text is shown; the pages also hold texts that are not.</summary>
    public async Task SeeAsync(string text) => await Visible(text).WaitForAsync();

    public ILocator Visible(string text) => Page.GetByText(text).Locator("visible=true").First;

    public ILocator Button(string name) =>
        Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true })
            .Locator("visible=true").First;

    public ILocator Link(string text) => Page.GetByRole(
        AriaRole.Link, new PageGetByRoleOptions { Name = text, Exact = true }).Locator("visible=true").First;

    /// <summary>What switches a view, whatever element it is made of.</summary>
    public ILocator Tab(string name) =>
        Page.GetByText(name, new PageGetByTextOptions { Exact = true }).Locator("visible=true").First;

    /// <summary>The button that carries out what a dialogue asks for.</summary>
    public ILocator Submit() => Page.Locator("dialog[open] button[type=submit], [role=dialog] button[type=submit], "
        + "[data-testid=confirm-modal-button]").Locator("visible=true").First;

    /// <summary>Chooses from the menu of actions.</summary>
    public async Task ActAsync(string action)
    {
        await Button("More Actions").ClickAsync();
        await Page.GetByRole(AriaRole.Menuitem, new PageGetByRoleOptions { Name = action })
            .Locator("visible=true").First.ClickAsync();
    }

    /// <summary>In the dialogue of a reset: the first point of the list.</summary>
    public async Task ChooseResetPointAsync()
    {
        await Page.GetByTestId("workflow-reset-event-id-select-button").Locator("visible=true").ClickAsync();
        await Page.GetByRole(AriaRole.Option).Locator("visible=true").First.ClickAsync();
    }

    /// <summary>Fails when a call failed or an error is shown.</summary>
    public async Task CheckAsync(string name)
    {
        foreach (var error in new[] { "Unable to", "Something went wrong", "An error occurred", "Uh oh" })
        {
            Assert.Equal(0, await Page.GetByText(error).Locator("visible=true").CountAsync());
        }

        Assert.True(_failures.IsEmpty, $"{name}:\n{string.Join('\n', _failures)}");
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
