#include "core/serve/openapi.h"

#include <algorithm>

namespace easel {

namespace {

constexpr const char* kStyle = R"(
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--ink:#1c2230;--soft:#5b6472;--line:#d9dde4;--accent:#3b5bfd;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--page:#14171d;--card:#1c2129;--ink:#e8ebf0;--soft:#9aa4b2;--line:#343b46;--accent:#7f95ff;--bad:#ff8a80}}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 Inter,system-ui,sans-serif}
main{max-width:960px;margin:32px auto;padding:0 20px}h1{font-size:22px;margin:0;overflow-wrap:anywhere}p.sub{color:var(--soft);margin:2px 0 20px}a{color:var(--accent)}
form,section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:20px;margin-bottom:16px}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(240px,1fr));gap:14px 18px}.grid>div{display:flex;flex-direction:column;justify-content:space-between}.key{margin-bottom:18px}
label{display:block;font-weight:600;font-size:13px;overflow-wrap:anywhere}label small{display:block;font-weight:400;color:var(--soft)}
input,select{width:100%;height:38px;margin-top:4px;padding:0 9px;border:1px solid var(--line);border-radius:7px;background:var(--page);color:var(--ink);font:inherit}
button{margin-top:18px;padding:9px 22px;border:0;border-radius:8px;background:var(--accent);color:#fff;font:inherit;font-weight:600;cursor:pointer}
@media(prefers-color-scheme:dark){button{color:#10131a}}
button:focus-visible,input:focus-visible,select:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
output{display:block;font-size:24px;font-weight:700;overflow-wrap:anywhere}output.hint{font-size:15px;font-weight:400;color:var(--soft)}.bar{display:grid;grid-template-columns:minmax(80px,200px) 1fr 64px;gap:10px;align-items:center;margin-top:8px;overflow-wrap:anywhere}
.bar i{display:block;height:10px;border-radius:5px;background:var(--accent);min-width:2px}output.bad{color:var(--bad);font-size:15px;font-weight:400}.bar span:last-child{text-align:right;font-variant-numeric:tabular-nums}
pre{white-space:pre-wrap;overflow-wrap:anywhere;color:var(--soft);font-size:12.5px;margin:12px 0 0})";

constexpr const char* kScript = R"(
const form=document.getElementById('form'),out=document.getElementById('answer'),more=document.getElementById('more');
const key=document.getElementById('key');if(key&&location.hash.startsWith('#key='))key.value=decodeURIComponent(location.hash.slice(5));
form.addEventListener('submit',async e=>{e.preventDefault();out.className='';out.textContent='…';more.replaceChildren();
const row={};for(const f of form.querySelectorAll('[data-column]')){const v=f.value,t=f.dataset.kind;
row[f.dataset.column]=v===''?null:t==='number'?Number(v):t==='bool'?v==='true':v;}
const headers={'Content-Type':'application/json'};if(key&&key.value)headers.Authorization='Bearer '+key.value;
const body=JSON.stringify({dataframe_records:[row]});
try{const r=await fetch('invocations',{method:'POST',headers,body}),j=await r.json();
if(!r.ok){out.className='bad';out.textContent=j.message||('Error '+r.status);return;}
const p=j.predictions[0];out.textContent=typeof p.prediction==='number'?p.prediction.toLocaleString(undefined,{maximumSignificantDigits:6}):p.prediction;
for(const [k,v] of Object.entries(p).filter(([k])=>k.startsWith('probability_')).sort((a,b)=>b[1]-a[1])){
const d=document.createElement('div');d.className='bar';const n=document.createElement('span');n.textContent=k.slice(12);
const w=document.createElement('span'),b=document.createElement('i');b.style.width=(100*v)+'%';w.append(b);
const s=document.createElement('span');s.textContent=(100*v).toFixed(1)+' %';d.append(n,w,s);more.append(d);}
const pre=document.createElement('pre');const q="'";pre.textContent='curl '+location.origin+'/invocations -H '+q+'Content-Type: application/json'+q+(headers.Authorization?' -H '+q+'Authorization: Bearer …'+q:'')+' -d '+q+body.replaceAll(q,q+'\\'+q+q)+q;more.append(pre);
}catch(x){out.className='bad';out.textContent='The endpoint did not answer: '+x.message;}});)";

std::string options(const std::vector<std::string>& values, const std::string& chosen) {
  std::string html = "<option value=\"\">(not known)</option>";
  for (const std::string& v : values)
    html += "<option value=\"" + escapeHtml(v) + "\"" + (v == chosen ? " selected>" : ">") + escapeHtml(v) +
            "</option>";
  return html;
}

std::string control(const SignatureField& f, const std::string& id) {
  const std::string attributes = " id=\"" + id + "\" data-column=\"" + escapeHtml(f.name) + "\"";
  if (f.type == DataType::Bool)
    return "<select" + attributes + " data-kind=\"bool\">" + options({"true", "false"}, f.example) +
           "</select>";
  if (f.type == DataType::Category && !f.levels.empty() && f.levels.size() <= 100)
    return "<select" + attributes + " data-kind=\"text\">" + options(f.levels, f.example) + "</select>";
  const bool number = f.type == DataType::Int64 || f.type == DataType::Float64;
  const char* type = number ? "number" : f.type == DataType::Date ? "date" : "text";
  std::string html = "<input" + attributes + " type=\"" + type + "\" data-kind=\"" +
                     (number ? "number" : "text") + "\" value=\"" + escapeHtml(f.example) + "\"";
  if (number)
    html += f.type == DataType::Int64 ? " step=\"1\"" : " step=\"any\"";
  return html + ">";
}

std::string note(const SignatureField& f) {
  if (isNumeric(f.type) && f.type != DataType::Bool && f.min && f.max)
    return formatNumber(*f.min, 6) + " to " + formatNumber(*f.max, 6) + " in training";
  return {};
}

} // namespace

std::string tryPage(const Signature& signature, const EndpointName& name, bool needsKey) {
  const std::string title = escapeHtml(name.model) + " version " + escapeHtml(name.version);
  std::string html =
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title +
      "</title><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><style>" + kStyle +
      "</style></head><body><main><h1>Predict " + escapeHtml(signature.target) + "</h1><p class=\"sub\">" +
      title + ", endpoint " + escapeHtml(name.name) +
      ". <a href=\"openapi.json\">For programs: openapi.json</a></p><form id=\"form\">";
  if (needsKey)
    html += "<label for=\"key\">Key<small>It was shown when the model was deployed.</small></label>"
            "<input id=\"key\" class=\"key\" type=\"password\" autocomplete=\"off\">";
  html += "<div class=\"grid\">";
  for (std::size_t i = 0; i < signature.inputs.size(); ++i) {
    const SignatureField& f = signature.inputs[i];
    if (!f.required)
      continue;
    const std::string id = "f" + std::to_string(i);
    html += "<div><label for=\"" + id + "\">" + escapeHtml(f.name) + "<small>" + escapeHtml(note(f)) +
            "</small></label>" + control(f, id) + "</div>";
  }
  html += "</div><button type=\"submit\">Predict</button></form><section aria-live=\"polite\"><output "
          "id=\"answer\" class=\"hint\" "
          "for=\"form\">Fill in the form and press Predict.</output><div "
          "id=\"more\"></div></section></main><script>";
  html += kScript;
  return html + "</script></body></html>\n";
}

} // namespace easel
