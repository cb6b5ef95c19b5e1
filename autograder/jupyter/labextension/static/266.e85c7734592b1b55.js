"use strict";(self.rspackChunkword_vector_autograder=self.rspackChunkword_vector_autograder||[]).push([[266],{646(a,o,e){var r=e(601),t=e.n(r),n=e(314),i=(e.n(n))()(t());i.push([a.id,`.ag-Panel {
  background: var(--jp-layout-color1);
  color: var(--jp-ui-font-color1);
  font-size: var(--jp-ui-font-size1);
  overflow-y: auto;
  min-width: 220px;
}

.ag-Body {
  padding: 12px;
  line-height: 1.45;
}

.ag-Body :is(h2, h3) {
  margin: 0;
  font-size: var(--jp-ui-font-size2);
  font-weight: 600;
}

.ag-Body h3 {
  font-size: var(--jp-ui-font-size1);
}

.ag-Body p {
  margin: 6px 0;
  overflow-wrap: anywhere;
}

.ag-Body code {
  font-family: var(--jp-code-font-family);
  font-size: var(--jp-code-font-size);
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}

.ag-Actions {
  display: flex;
  flex-wrap: wrap;
  gap: 8px;
  margin: 10px 0;
}

.ag-Body .ag-Button {
  margin: 0;
}

.ag-Body .ag-Button:disabled {
  cursor: default;
  opacity: 0.45;
}

.ag-Body :is(button, summary, a, input, select, [tabindex]):focus-visible {
  outline: 2px solid var(--jp-brand-color1);
  outline-offset: 2px;
}

.ag-Status:empty {
  display: none;
}

.ag-Quiet,
.ag-More {
  color: var(--jp-ui-font-color1);
}

.ag-More {
  border-top: 1px solid var(--jp-border-color2);
  padding-top: 8px;
}

.ag-Progress {
  width: 100%;
  accent-color: var(--jp-brand-color1);
}

.ag-Box {
  border: 1px solid var(--jp-border-color1);
  border-left-width: 4px;
  border-radius: 3px;
  padding: 4px 10px;
  margin: 10px 0;
}

.ag-Box.ag-mod-error {
  border-left-color: var(--jp-error-color1);
}

.ag-Box.ag-mod-warn {
  border-left-color: var(--jp-warn-color1);
}

.ag-Tasks,
.ag-Parts {
  list-style: none;
  margin: 0;
  padding: 0;
}

.ag-Task {
  border: 1px solid var(--jp-border-color2);
  border-left: 4px solid var(--ag-tone);
  border-radius: 3px;
  margin: 8px 0;
}

[data-tone] {
  --ag-tone: var(--jp-border-color1);
}

[data-tone='right'] {
  --ag-tone: var(--jp-success-color1);
}

:is([data-tone='wrong'], [data-tone='stopped']) {
  --ag-tone: var(--jp-error-color1);
}

[data-tone='part'] {
  --ag-tone: var(--jp-warn-color1);
}

.ag-Task summary {
  cursor: pointer;
  display: grid;
  grid-template-columns: 1.2em 1fr auto;
  gap: 0 6px;
  padding: 6px 8px;
}

.ag-Task summary .ag-Title {
  font-weight: 600;
}

.ag-Task summary .ag-Word {
  grid-column: 2;
}

.ag-Task summary::after {
  content: '▸' / '';
  grid-column: 3;
  grid-row: 1;
}

.ag-Task details[open] > summary::after {
  content: '▾' / '';
}

.ag-Symbol {
  font-weight: 700;
}

.ag-Parts {
  padding: 0 8px 6px;
}

.ag-Parts li {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  gap: 0 8px;
}

.ag-Link {
  background: none;
  border: none;
  padding: 2px 0;
  color: var(--jp-content-link-color);
  font-family: var(--jp-code-font-family);
  font-size: var(--jp-code-font-size);
  text-align: left;
  text-decoration: underline;
  cursor: pointer;
  overflow-wrap: anywhere;
}

.ag-Finding {
  border-top: 1px solid var(--jp-border-color2);
  padding: 6px 8px;
}

.ag-Finding dl {
  margin: 4px 0;
}

.ag-Finding dt {
  color: var(--jp-ui-font-color1);
  font-weight: 600;
}

.ag-Finding dd {
  margin: 0 0 4px;
}

.ag-Finding dd code {
  display: block;
  background: var(--jp-layout-color2);
  border-radius: 2px;
  padding: 3px 6px;
}

.ag-Body.ag-mod-wide {
  max-width: 60em;
}

.ag-Fields {
  display: flex;
  flex-wrap: wrap;
  gap: 10px 16px;
  align-items: end;
  margin-top: 10px;
}

.ag-Fields label > span,
.ag-Find > span {
  display: block;
  margin-bottom: 2px;
}

.ag-Fields :is(select, input[type='text']),
.ag-Find input {
  height: 28px;
  min-width: 15em;
  max-width: 100%;
  box-sizing: border-box;
}

.ag-Fields .ag-Tick {
  display: flex;
  align-items: center;
  gap: 6px;
  min-height: 28px;
}

.ag-Fields .ag-Tick > span {
  margin: 0;
}

.ag-Find {
  display: block;
  margin: 12px 0 0;
}

.ag-Scroll {
  overflow-x: auto;
}

.ag-Table {
  border-collapse: collapse;
  margin: 12px 0;
}

.ag-Table caption {
  text-align: left;
  font-weight: 600;
  padding-bottom: 4px;
}

.ag-Table :is(th, td) {
  text-align: left;
  vertical-align: top;
  padding: 3px 14px 3px 0;
  border-bottom: 1px solid var(--jp-border-color2);
}

.ag-Table tbody th {
  font-weight: normal;
}

.ag-Table .ag-Number {
  text-align: right;
  font-variant-numeric: tabular-nums;
  white-space: nowrap;
}

.ag-Sort {
  white-space: nowrap;
  background: none;
  border: none;
  padding: 0;
  color: inherit;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}

.ag-Table .ag-Link {
  font-family: inherit;
  font-size: inherit;
}

.ag-Tab {
  display: flex;
  background: var(--jp-layout-color1);
}

.ag-Frame {
  border: none;
  flex: 1;
  background: white;
}


.ag-Pages {
  display: flex;
  flex-wrap: wrap;
  gap: 0 10px;
}

.ag-Section {
  border-top: 1px solid var(--jp-border-color2);
  margin-top: 14px;
  padding-top: 8px;
}

.ag-Facts {
  margin: 4px 0;
}

.ag-Facts dt {
  font-weight: 600;
}

.ag-Facts dd {
  margin: 0 0 4px;
}

.ag-Notebooks {
  list-style: none;
  margin: 6px 0;
  padding: 0;
}

.ag-Notebooks li {
  padding: 3px 0;
}

.ag-Notebooks .ag-Word {
  display: block;
}
`,""]),e.d(o,{},{A:i})},314(a){a.exports=function(a){var o=[];return o.toString=function(){return this.map(function(o){var e="",r=void 0!==o[5];return o[4]&&(e+="@supports (".concat(o[4],") {")),o[2]&&(e+="@media ".concat(o[2]," {")),r&&(e+="@layer".concat(o[5].length>0?" ".concat(o[5]):""," {")),e+=a(o),r&&(e+="}"),o[2]&&(e+="}"),o[4]&&(e+="}"),e}).join("")},o.i=function(a,e,r,t,n){"string"==typeof a&&(a=[[null,a,void 0]]);var i={};if(r)for(var p=0;p<this.length;p++){var d=this[p][0];null!=d&&(i[d]=!0)}for(var s=0;s<a.length;s++){var l=[].concat(a[s]);r&&i[l[0]]||(void 0!==n&&(void 0===l[5]||(l[1]="@layer".concat(l[5].length>0?" ".concat(l[5]):""," {").concat(l[1],"}")),l[5]=n),e&&(l[2]&&(l[1]="@media ".concat(l[2]," {").concat(l[1],"}")),l[2]=e),t&&(l[4]?(l[1]="@supports (".concat(l[4],") {").concat(l[1],"}"),l[4]=t):l[4]="".concat(t)),o.push(l))}},o}},601(a){a.exports=function(a){return a[1]}},665(a,o,e){e.r(o);var r=e(72),t=e.n(r),n=e(825),i=e.n(n),p=e(659),d=e.n(p),s=e(56),l=e.n(s),c=e(540),g=e.n(c),u=e(113),f=e.n(u),m=e(646),x={};x.styleTagTransform=f(),x.setAttributes=l(),x.insert=d().bind(null,"head"),x.domAPI=i(),x.insertStyleElement=g(),t()(m.A,x);let v=m.A&&m.A.locals?m.A.locals:void 0;e.d(o,{},{default:v})},72(a){var o=[];function e(a){for(var e=-1,r=0;r<o.length;r++)if(o[r].identifier===a){e=r;break}return e}function r(a,r){for(var t={},n=[],i=0;i<a.length;i++){var p=a[i],d=r.base?p[0]+r.base:p[0],s=t[d]||0,l="".concat(d," ").concat(s);t[d]=s+1;var c=e(l),g={css:p[1],media:p[2],sourceMap:p[3],supports:p[4],layer:p[5]};if(-1!==c)o[c].references++,o[c].updater(g);else{var u=function(a,o){var e=o.domAPI(o);return e.update(a),function(o){o?(o.css!==a.css||o.media!==a.media||o.sourceMap!==a.sourceMap||o.supports!==a.supports||o.layer!==a.layer)&&e.update(a=o):e.remove()}}(g,r);r.byIndex=i,o.splice(i,0,{identifier:l,updater:u,references:1})}n.push(l)}return n}a.exports=function(a,t){var n=r(a=a||[],t=t||{});return function(a){a=a||[];for(var i=0;i<n.length;i++){var p=e(n[i]);o[p].references--}for(var d=r(a,t),s=0;s<n.length;s++){var l=e(n[s]);0===o[l].references&&(o[l].updater(),o.splice(l,1))}n=d}}},659(a){var o={};a.exports=function(a,e){var r=function(a){if(void 0===o[a]){var e=document.querySelector(a);if(window.HTMLIFrameElement&&e instanceof window.HTMLIFrameElement)try{e=e.contentDocument.head}catch(a){e=null}o[a]=e}return o[a]}(a);if(!r)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");r.appendChild(e)}},540(a){a.exports=function(a){var o=document.createElement("style");return a.setAttributes(o,a.attributes),a.insert(o,a.options),o}},56(a,o,e){a.exports=function(a){var o=e.nc;o&&a.setAttribute("nonce",o)}},825(a){a.exports=function(a){if("u"<typeof document)return{update:function(){},remove:function(){}};var o=a.insertStyleElement(a);return{update:function(e){var r,t,n;r="",e.supports&&(r+="@supports (".concat(e.supports,") {")),e.media&&(r+="@media ".concat(e.media," {")),(t=void 0!==e.layer)&&(r+="@layer".concat(e.layer.length>0?" ".concat(e.layer):""," {")),r+=e.css,t&&(r+="}"),e.media&&(r+="}"),e.supports&&(r+="}"),(n=e.sourceMap)&&"u">typeof btoa&&(r+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(n))))," */")),a.styleTagTransform(r,o,a.options)},remove:function(){var a;null===(a=o).parentNode||a.parentNode.removeChild(a)}}}},113(a){a.exports=function(a,o){if(o.styleSheet)o.styleSheet.cssText=a;else{for(;o.firstChild;)o.removeChild(o.firstChild);o.appendChild(document.createTextNode(a))}}}}]);